/** C-17, C-18, C-19 and C-22 as they were agreed. */
export const AGREEMENTS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "C-18 colleague-landlord-statement v1 accession oosterpoort:controller *:co-controller 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "landlord-statement/pull/default consent existing",
        "fields: initials lastNamePrefix lastName! birthDate street houseNumber houseLetter houseNumberAddition postalCode city tenancyStart! tenancyEnd landlordStatement.paymentBehaviour! arrearsAmount? landlordStatement.nuisance->flag? evictionDate caseRef",
        "question: initials lastNamePrefix lastName! birthDate street houseNumber houseLetter houseNumberAddition postalCode city candidateStatus! caseRef",
        "require: A1 deny/hold",
        "limits: daily 20 day clause",
        "consent: ordinary plain 3 months",
        "duties: copy-to-the-person here P1W",
        "kept: decision P4W / decision P4W",
      ],
      [
        "landlord-statement/out/default consent existing",
        "fields: initials lastNamePrefix lastName! birthDate street houseNumber houseLetter houseNumberAddition postalCode city tenancyStart! tenancyEnd landlordStatement.paymentBehaviour! arrearsAmount? landlordStatement.nuisance->flag? evictionDate caseRef",
        "require: A1 deny/hold",
        "limits: daily 20 day clause",
        "consent: ordinary plain 3 months",
        "duties: copy-to-the-person here P1W",
        "kept: decision P4W / decision P4W",
      ],
      [
        "landlord-statement/in/default consent existing",
        "fields: initials lastNamePrefix lastName! birthDate street houseNumber houseLetter houseNumberAddition postalCode city tenancyStart! tenancyEnd landlordStatement.paymentBehaviour! arrearsAmount? landlordStatement.nuisance->flag? evictionDate caseRef",
        "require: A1 deny/hold",
        "limits: daily 20 day clause",
        "consent: ordinary plain 3 months",
        "duties: copy-to-the-person there P1W",
        "kept: decision P4W / decision P4W",
      ],
    ],
  "C-17 last-chance v1 accession oosterpoort:controller *:co-controller 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "last-chance/in/default contract existing",
        "fields: agreementRef! initials lastNamePrefix lastName! attendance guidanceStatus date",
        "limits: perTenant 1 week subject",
        "relation: agreement agreementRef",
        "kept: agreement end P2Y / agreement end P2Y",
      ],
      [
        "last-chance/out/default contract existing",
        "fields: agreementRef! initials lastNamePrefix lastName! nuisancePerMonth arrearsMonths->band warningDate",
        "limits: perTenant 1 week subject",
        "relation: agreement agreementRef",
        "kept: agreement end P2Y / agreement end P2Y",
      ],
    ],
  "C-22 lawyer-litigation v1 accession oosterpoort:controller *:co-controller 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "legal-claims/out/default legal-claims existing",
        "fields: caseRef! firstNames initials lastNamePrefix lastName! birthDate street houseNumber! houseLetter houseNumberAddition postalCode! city tenancyNumber tenancyStart grossRent arrearsAmount claimSpecification noticeLetterDate interventions nuisanceType^ nuisancePeriod nuisanceDescription->redactBsn nuisanceEvidence->docRef reporter->pseudo housingFraud^ fraudFindings->docRef cannabisOrDrugs^ judgment lastChanceAgreement->redactBsn signalDate medicalData->need",
        "relation: engagement caseRef",
        "grounds: AVG 9(2)(f), UAVG 32(d)",
        "kept: case end P5Y / own policy P0D",
      ],
      [
        "legal-claims/out/witness legal-claims existing",
        "fields: caseRef! initials lastNamePrefix lastName! reporter!->initialsLastName",
        "relation: engagement caseRef",
        "kept: case end P5Y / own policy P0D",
      ],
      [
        "legal-claims/in/default legal-claims existing",
        "fields: caseRef! firstNames initials lastNamePrefix lastName! birthDate street houseNumber! houseLetter houseNumberAddition postalCode! city tenancyNumber tenancyStart grossRent arrearsAmount claimSpecification noticeLetterDate interventions nuisanceType^ nuisancePeriod nuisanceDescription->redactBsn nuisanceEvidence->docRef reporter->pseudo housingFraud^ fraudFindings->docRef cannabisOrDrugs^ judgment lastChanceAgreement->redactBsn signalDate medicalData->need",
        "relation: engagement caseRef",
        "grounds: AVG 9(2)(f), UAVG 32(d)",
        "kept: case end P5Y / own policy P0D",
      ],
      [
        "legal-claims/in/witness legal-claims existing",
        "fields: caseRef! initials lastNamePrefix lastName! reporter!->initialsLastName",
        "relation: engagement caseRef",
        "kept: case end P5Y / own policy P0D",
      ],
    ],
  "C-19 signal-list-unwanted-behaviour v1 accession oosterpoort:controller *:co-controller 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [],
};
