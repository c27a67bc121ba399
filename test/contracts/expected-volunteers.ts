/** C-12 and C-13 as they were agreed. */
export const VOLUNTEERS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "C-13 humanitas-coaching v1 covenant oosterpoort:controller stichting-humanitas:volunteer 2025-12-31T23:00:00.000Z 2026-12-31T23:00:00.000Z":
    [
      [
        "debt-coaching/out/default consent existing",
        "fields: initials lastNamePrefix lastName! phoneNumber mobilePhone email street houseNumber houseLetter houseNumberAddition postalCode city arrearsAmount! arrearsMonths paymentArrangement->statusOnly noticeLetterDate caseRef",
        "require: V1 deny/hold, V2 deny/hold, V3 deny/hold",
        "limits: perTenant 1 month subject",
        "relation: caseload any",
        "consent: ordinary written plain 12 months",
        "kept: end of consent or coaching P3M / end of consent or coaching P3M",
      ],
      [
        "debt-coaching/in/default consent existing",
        "fields: initials lastNamePrefix lastName! caregiverName! caregiverContact guidanceType guidanceStatus appointment remark->redact caseRef",
        "require: V1 deny/hold, V2 deny/hold, V3 deny/hold",
        "relation: caseload any",
        "consent: ordinary written plain 12 months",
        "kept: end of consent or coaching P3M / end of consent or coaching P3M",
      ],
      [
        "support-coordination/in/default consent existing",
        "fields: initials lastNamePrefix lastName! caregiverName! caregiverContact guidanceType guidanceStatus caseRef",
        "require: V1 deny/hold, V2 deny/hold, V3 deny/hold",
        "relation: caseload any",
        "consent: ordinary written plain 12 months",
        "kept: end of consent or coaching P3M / end of consent or coaching P3M",
      ],
    ],
  "C-12 schuldhulpbuddys-coaching v1 covenant oosterpoort:controller stichting-schuldhulpbuddys:volunteer 2025-12-31T23:00:00.000Z 2026-06-30T22:00:00.000Z":
    [
      [
        "debt-coaching/out/default consent existing",
        "fields: initials lastNamePrefix lastName! birthDate phoneNumber mobilePhone email street houseNumber houseLetter houseNumberAddition postalCode city arrearsAmount! arrearsMonths paymentArrangement->statusOnly noticeLetterDate caseRef",
        "require: V1 deny/hold, V2 deny/hold, V3 deny/hold",
        "limits: perTenant 1 month subject",
        "relation: caseload any",
        "consent: ordinary written plain 12 months",
        "kept: end of consent or coaching P3M / end of consent or coaching P3M",
      ],
      [
        "debt-coaching/in/default consent existing",
        "fields: initials lastNamePrefix lastName! caregiverName! caregiverContact guidanceType guidanceStatus appointment remark->redact caseRef",
        "require: V1 deny/hold, V2 deny/hold, V3 deny/hold",
        "relation: caseload any",
        "consent: ordinary written plain 12 months",
        "kept: end of consent or coaching P3M / end of consent or coaching P3M",
      ],
    ],
  "C-12 schuldhulpbuddys-coaching v2 covenant oosterpoort:controller stichting-schuldhulpbuddys:volunteer 2026-06-30T22:00:00.000Z 2027-06-30T22:00:00.000Z":
    [
      [
        "debt-coaching/out/default consent existing",
        "fields: initials lastNamePrefix lastName! phoneNumber mobilePhone email street houseNumber houseLetter houseNumberAddition postalCode city arrearsAmount! arrearsMonths paymentArrangement->statusOnly noticeLetterDate caseRef",
        "require: V1 deny/hold, V2 deny/hold, V3 deny/hold",
        "limits: perTenant 1 month subject",
        "relation: caseload any",
        "consent: ordinary written plain 12 months",
        "kept: end of consent or coaching P3M / end of consent or coaching P3M",
      ],
      [
        "debt-coaching/in/default consent existing",
        "fields: initials lastNamePrefix lastName! caregiverName! caregiverContact guidanceType guidanceStatus appointment remark->redact caseRef",
        "require: V1 deny/hold, V2 deny/hold, V3 deny/hold",
        "relation: caseload any",
        "consent: ordinary written plain 12 months",
        "kept: end of consent or coaching P3M / end of consent or coaching P3M",
      ],
    ],
};
