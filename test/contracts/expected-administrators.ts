/** C-14 as it was agreed. */
export const ADMINISTRATORS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "C-14 bewindvoerder-standard v1 accession oosterpoort:controller *:representative 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "administration/in/default contract existing",
        "fields: initials lastNamePrefix lastName! birthDate! street houseNumber houseLetter houseNumberAddition postalCode city administrator! mandate! iban mandateOrder->docRef",
        "require: M5 hold/hold by collections-lead",
        "duties: recheck-mandate here P90D",
        "kept: mandate end P2Y / own policy P0D",
      ],
      [
        "administration/pull/default contract existing",
        "fields: tenancyNumber tenancyStart tenancyStatus grossRent allowanceRent deposit rentAllowance->flag arrearsAmount arrearsMonths claimSpecification paymentHistory->lastMonths(24) paymentArrangement externalCollection evictionDate directDebitMandate->flag",
        "question: mandateRef! initials lastNamePrefix lastName birthDate",
        "require: M1 deny/deny, M5 hold/hold by collections-lead",
        "limits: perSubject 4 month subject",
        "relation: mandate mandateRef",
        "kept: mandate end P2Y / own policy P0D",
      ],
      [
        "administration/out/default contract existing",
        "fields: mandateRef! tenancyNumber grossRent arrearsAmount claimSpecification noticeLetterDate paymentArrangement evictionDate terminationReason->parentCode",
        "require: M1 deny/deny, M5 hold/hold by collections-lead",
        "relation: mandate mandateRef",
        "kept: mandate end P2Y / own policy P0D",
      ],
      [
        "administration/out/closing-statement contract existing",
        "fields: mandateRef! tenancyNumber arrearsAmount! claimSpecification date",
        "require: M5 hold/hold by collections-lead",
        "limits: perMandate 1 ever mandateRef",
        "relation: mandate mandateRef ended within P2M",
        "kept: mandate end P2Y / own policy P0D",
      ],
    ],
};
