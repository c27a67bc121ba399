/** The legal demands and emergencies, compared line by line with domain.md C-21b to C-21d and C-29. */
export const AUTHORITIES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "C-21d benefits-demand v1 unilateral oosterpoort:controller gemeente-heumen:authority gemeente-bergendal:authority 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "legal-demand-benefits/pull/default legal-duty existing",
        "fields: initials lastNamePrefix lastName street houseNumber houseLetter houseNumberAddition postalCode city tenancyStart tenancyEnd tenancyStatus grossRent coTenants->initialsLastName paymentHistory->monthTotals",
        "question: legalOrder! initials lastNamePrefix lastName! birthDate street houseNumber houseLetter houseNumberAddition postalCode city benefitRole! caseRef",
        "require: P1 hold/hold",
        "limits: monthly 10 month clause",
        "escalates: yes",
        "approval: 2 of privacy-officer/deputy/approver",
        "order: Participatiewet 64(1)(l)",
        "duties: tell-the-person here P1M",
        "kept: order P5Y / own policy P0D",
      ],
    ],
  "C-21b justice-demand v1 unilateral oosterpoort:controller openbaar-ministerie:authority 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "legal-demand-justice/pull/default legal-duty existing",
        "fields: firstNames initials lastNamePrefix lastName callName gender birthDate age deathDate maritalStatus identityVerified street houseNumber houseLetter houseNumberAddition postalCode city municipalityCode correspondenceAddress newAddress phoneNumber mobilePhone email emergencyContact contactPreference availabilitySlots registrationNumber registrationStatus registrationDate coApplicantSince reactionHistory reactionStatus candidateStatus candidatePosition offerStatus offerRefusalReason rejectionReason housingPreferences currentHousingSituation priorityScheme priorityReason priorityValidUntil specialTargetGroup housingPermitNumber permitDecision noShow allocationDate serviceQuestion->redact householdSize householdComposition householdMembers minorsInHousehold elderlyHousehold tenancyNumber tenancyStart tenancyEnd tenancyStatus terminationReason grossRent allowanceRent deposit unitId accessibilityLabel purchaseAgreement->docRef coTenants landlordStatement.paymentBehaviour landlordStatement.nuisance iban accountHolder directDebitMandate paymentHistory otherPayer arrearsAmount arrearsMonths arrearsSince remindersSent personalContactAttempts debtHelpPointedOut sharingOfferedOn signalRefused signalDate signalOutcome paymentArrangement claimSpecification collectionCosts collectionStage externalCollection paymentsReceived noticeLetterDate judgment->docRef evictionDate debtAssistanceStatus debtProposal decisionCode reasonCode clientRef insolvency caregiverName caregiverContact guidanceType guidanceStatus attendance helperContact administrator mandate nuisanceCase nuisanceType nuisancePeriod nuisanceDescription->redactBsn nuisanceEvidence->docRef reporter interventions aggressionFlag visitWithTwo lastChanceAgreement->idDate measureCode housingFraud fraudFindings->docRef occupancyCheck cannabisOrDrugs policeReport->docRef criminalRecord incidentCodes repairOrder repairDescription->redact repairLocation appointment accessInstruction->redact alternativeContact->phoneOnly repairStatus defectPhoto->docRef remark->redact",
        "question: legalOrder! initials lastNamePrefix lastName! birthDate street houseNumber houseLetter houseNumberAddition postalCode city caseRef",
        "limits: monthly 10 month clause",
        "escalates: yes",
        "approval: 2 of privacy-officer/deputy/approver",
        "grounds: UAVG 33(1)(a)",
        "order: Sv 126nd, rechterlijk bevel",
        "duties: tell-the-person here P1M",
        "kept: order P5Y / own policy P0D",
      ],
      [
        "legal-demand-justice/pull/special-data legal-duty existing",
        "fields: initials lastNamePrefix lastName birthDate urgencyDeclaration->docRef guardianship->flag medicalData->need medicalIndication->need careNeed->need housingNeed",
        "question: legalOrder! judgeAuthorisation! initials lastNamePrefix lastName! birthDate street houseNumber houseLetter houseNumberAddition postalCode city caseRef",
        "limits: monthly 10 month clause",
        "escalates: yes",
        "approval: 2 of privacy-officer/deputy/approver",
        "grounds: AVG 9(2)(g), Sv 126nf",
        "order: Sv 126nf",
        "duties: tell-the-person here P1M",
        "kept: order P5Y / own policy P0D",
      ],
    ],
  "C-21c tax-demand v1 unilateral oosterpoort:controller belastingdienst:authority 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "legal-demand-tax/pull/default legal-duty existing",
        "fields: initials lastNamePrefix lastName street houseNumber houseLetter houseNumberAddition postalCode city tenancyStart tenancyEnd grossRent allowanceRent householdMembers->roleBirthDate householdIncome?",
        "question: legalOrder! initials lastNamePrefix lastName! birthDate street houseNumber houseLetter houseNumberAddition postalCode city demandedSince! overridingProvision caseRef",
        "require: T1 deny/deny",
        "limits: monthly 10 month clause",
        "escalates: yes",
        "approval: 2 of privacy-officer/deputy/approver",
        "order: AWR 47 j° 53, AWR 53",
        "duties: tell-the-person here P1M",
        "kept: order P5Y / own policy P0D",
      ],
    ],
  "C-29 vital-emergency v1 unilateral oosterpoort:controller politie:authority brandweer:authority ambulancedienst:authority crisisdienst:authority 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "vital-emergency/out/default vital existing",
        "fields: initials lastNamePrefix lastName street houseNumber houseLetter houseNumberAddition postalCode city householdSize minorsInHousehold->flag housingNeed emergencyContact->phoneOnly medicalData->need",
        "require: V1 deny/deny, V2 deny/deny",
        "limits: breakGlass 2 month covenant",
        "grounds: AVG 9(2)(c)",
        "duties: review here 1 working day, tell-the-person here P1M",
        "kept: release P2Y / own policy P0D",
      ],
      [
        "vital-emergency/pull/default vital existing",
        "fields: initials lastNamePrefix lastName street houseNumber houseLetter houseNumberAddition postalCode city householdSize minorsInHousehold->flag housingNeed emergencyContact->phoneOnly medicalData->need",
        "question: initials lastNamePrefix lastName! birthDate street houseNumber houseLetter houseNumberAddition postalCode city emergencyReason!->redact caseRef",
        "require: V1 deny/deny, V2 deny/deny",
        "limits: breakGlass 2 month covenant",
        "grounds: AVG 9(2)(c)",
        "duties: review here 1 working day, tell-the-person here P1M",
        "kept: release P2Y / own policy P0D",
      ],
    ],
};
