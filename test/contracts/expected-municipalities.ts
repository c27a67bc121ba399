/** The covenants with Heumen and Berg en Dal that have a twin (C-03 to C-05, C-07 to C-10), as they were agreed. */
export const MUNICIPALITIES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "C-08 bergendal-arrears-talks v1 covenant oosterpoort:controller gemeente-bergendal:authority 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "arrears-consultation/out/default public-or-legitimate-interest existing",
        "fields: caseRef! initials lastNamePrefix lastName! street houseNumber houseLetter houseNumberAddition postalCode city phoneNumber mobilePhone arrearsAmount! arrearsMonths paymentArrangement->statusOnly evictionDate minorsInHousehold->flag?",
        "require: T1 deny/hold, T2 deny/hold",
        "limits: fortnightly 25 fortnight clause",
        "batch: 25",
        "effects: open arrears-talk caseRef",
        "kept: case closed P1Y / own policy P0D",
      ],
      [
        "arrears-consultation/in/default public-or-legitimate-interest existing",
        "fields: caseRef! debtAssistanceStatus->codeOnly guidanceType->codeOnly guidanceStatus appointment",
        "limits: fortnightly 25 fortnight clause",
        "batch: 25",
        "relation: arrears-talk caseRef",
        "kept: case closed P1Y / own policy P0D",
      ],
    ],
  "C-10 bergendal-permit v1 covenant oosterpoort:controller gemeente-bergendal:authority 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "housing-permit/out/default legal-duty existing",
        "fields: caseRef! firstNames initials lastNamePrefix lastName! birthDate! street houseNumber houseLetter houseNumberAddition postalCode city unitId allowanceRent! householdSize! incomeClass! lawfulResidence allocationDate priorityScheme->flag",
        "require: V1 deny/hold, V2 deny/hold, V3 deny/hold",
        "limits: daily 30 day clause",
        "effects: open permit caseRef",
        "escalates: yes",
        "kept: decision P1Y / own policy P0D",
      ],
      [
        "housing-permit/in/default legal-duty existing",
        "fields: caseRef! housingPermitNumber permitDecision! date rejectionReason->codeOnly",
        "limits: daily 30 day clause",
        "relation: permit caseRef",
        "escalates: yes",
        "kept: decision P1Y / own policy P0D",
      ],
    ],
  "C-04 bergendal-special-groups v1 covenant oosterpoort:controller gemeente-bergendal:authority 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "special-mediation/in/default contract mayCreate",
        "fields: caseRef! firstNames initials lastNamePrefix lastName! gender birthDate! street houseNumber houseLetter houseNumberAddition postalCode city phoneNumber mobilePhone email householdSize! householdComposition householdMembers->roleAgeBand incomeClass priorityScheme priorityReason->codeOnly specialTargetGroup->codeOnly lawfulResidence housingNeed caregiverName caregiverContact guidanceType",
        "require: G1 deny/hold",
        "limits: weekly 15 week clause",
        "effects: open registration caseRef",
        "kept: decision P3M / own policy P0D",
      ],
      [
        "special-mediation/out/default contract existing",
        "fields: caseRef! offerStatus allocationDate tenancyStart",
        "limits: weekly 15 week clause",
        "relation: registration caseRef",
        "kept: decision P3M / own policy P0D",
      ],
    ],
  "C-07 heumen-arrears-talks v1 covenant oosterpoort:controller gemeente-heumen:authority 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "arrears-consultation/out/default public-or-legitimate-interest existing",
        "fields: caseRef! initials lastNamePrefix lastName! street houseNumber houseLetter houseNumberAddition postalCode city phoneNumber mobilePhone arrearsAmount! arrearsMonths paymentArrangement->statusOnly evictionDate minorsInHousehold->flag?",
        "require: T1 deny/hold, T2 deny/hold",
        "limits: fortnightly 25 fortnight clause",
        "batch: 25",
        "effects: open arrears-talk caseRef",
        "kept: case closed P1Y / own policy P0D",
      ],
      [
        "arrears-consultation/in/default public-or-legitimate-interest existing",
        "fields: caseRef! debtAssistanceStatus->codeOnly guidanceType->codeOnly guidanceStatus appointment",
        "limits: fortnightly 25 fortnight clause",
        "batch: 25",
        "relation: arrears-talk caseRef",
        "kept: case closed P1Y / own policy P0D",
      ],
    ],
  "C-05 heumen-early-signal v1 covenant oosterpoort:controller gemeente-heumen:authority 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "early-debt-signalling/out/default legal-duty existing",
        "fields: caseRef! initials lastNamePrefix lastName! street houseNumber! houseLetter houseNumberAddition postalCode! city phoneNumber mobilePhone email arrearsAmount! arrearsMonths",
        "require: E1 deny/hold, E2 deny/hold, E3 deny/hold, E4 deny/hold, E5 deny/hold, E6 deny/hold, E7 deny/hold, E8 hold/hold, E9 hold/hold, E10 deny/hold, E11 deny/hold, E12 deny/hold",
        "limits: weekly 150 week clause",
        "batch: 150",
        "effects: open signal caseRef",
        "escalates: yes",
        "duties: delete-without-help there P6M",
        "kept: settled P2Y / help declined P6M",
      ],
      [
        "signal-feedback/in/default legal-duty existing",
        "fields: caseRef! signalOutcome! date",
        "relation: signal caseRef",
        "escalates: yes",
        "kept: settled P2Y / own policy P0D",
      ],
    ],
  "C-09 heumen-permit v1 covenant oosterpoort:controller gemeente-heumen:authority 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "housing-permit/out/default legal-duty existing",
        "fields: caseRef! firstNames initials lastNamePrefix lastName! birthDate! street houseNumber houseLetter houseNumberAddition postalCode city unitId allowanceRent! householdSize! incomeClass! lawfulResidence allocationDate priorityScheme->flag",
        "require: V1 deny/hold, V2 deny/hold, V3 deny/hold",
        "limits: daily 30 day clause",
        "effects: open permit caseRef",
        "escalates: yes",
        "kept: decision P1Y / own policy P0D",
      ],
      [
        "housing-permit/in/default legal-duty existing",
        "fields: caseRef! housingPermitNumber permitDecision! date rejectionReason->codeOnly",
        "limits: daily 30 day clause",
        "relation: permit caseRef",
        "escalates: yes",
        "kept: decision P1Y / own policy P0D",
      ],
    ],
  "C-03 heumen-special-groups v1 covenant oosterpoort:controller gemeente-heumen:authority 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "special-mediation/in/default contract mayCreate",
        "fields: caseRef! firstNames initials lastNamePrefix lastName! gender birthDate! street houseNumber houseLetter houseNumberAddition postalCode city phoneNumber mobilePhone email householdSize! householdComposition householdMembers->roleAgeBand incomeClass priorityScheme priorityReason->codeOnly specialTargetGroup->codeOnly lawfulResidence housingNeed caregiverName caregiverContact guidanceType",
        "require: G1 deny/hold",
        "limits: weekly 15 week clause",
        "effects: open registration caseRef",
        "kept: decision P3M / own policy P0D",
      ],
      [
        "special-mediation/out/default contract existing",
        "fields: caseRef! offerStatus allocationDate tenancyStart",
        "limits: weekly 15 week clause",
        "relation: registration caseRef",
        "kept: decision P3M / own policy P0D",
      ],
    ],
};
