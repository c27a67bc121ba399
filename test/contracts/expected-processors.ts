/** C-24 to C-28 as they were agreed: processors, the accountant, and the provider that somebody chose. */
export const PROCESSORS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "C-27 accountant-audit v1 accession oosterpoort:controller *:co-controller 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "audit/out/sample legal-duty many",
        "fields: tenancyNumber! householdSize householdIncome incomeYear incomeStatementType elderlyHousehold allowanceRent allocationDate suitability",
        "limits: yearly 60 year clause, perTenancy 1 year tenancyNumber",
        "batch: 60",
        "escalates: yes",
        "kept: opinion and compensation final P1D / own policy P0D",
      ],
      [
        "audit/out/exception legal-duty many",
        "fields: tenancyNumber! householdSize householdIncome incomeYear incomeStatementType elderlyHousehold allowanceRent allocationDate suitability",
        "require: X1 deny/hold",
        "limits: perTenancy 1 year tenancyNumber",
        "escalates: yes",
        "kept: opinion and compensation final P1D / own policy P0D",
      ],
    ],
  "C-24 mailchimp-newsletter v1 covenant oosterpoort:controller mailchimp:processor 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "newsletter/out/default public-or-legitimate-interest existing",
        "fields: campaignRef! email! lastName newsletterSegment",
        "require: L1 deny/hold, L2 deny/hold, L3 deny/hold, L5 deny/hold",
        "limits: perPerson 12 year subject, perCampaign 5000 ever campaignRef",
        "batch: 5000",
        "kept: send P1Y / opt-out or tenancy end P7D",
      ],
      [
        "newsletter/in/unsubscribe legal-duty existing",
        "fields: campaignRef! newsletterOptOut!",
        "effects: open opt-out campaignRef",
        "escalates: yes",
        "duties: remove-address there P7D",
        "kept: tenancy P2Y / opt-out P7D",
      ],
      [
        "newsletter/in/bounce public-or-legitimate-interest existing",
        "fields: campaignRef! date!",
        "limits: perLetter 2 week subject",
        "kept: bounce P3M / bounce P7D",
      ],
      [
        "newsletter/in/engagement public-or-legitimate-interest none",
        "fields: campaignRef! mailEngagement!->count",
        "limits: perCampaign 5 ever campaignRef",
        "kept: send P1Y / opt-out or tenancy end P7D",
      ],
    ],
  "C-28 portability v1 unilateral oosterpoort:controller *:co-controller *:corporation 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "data-portability/out/default legal-duty existing",
        "fields: caseRef! firstNames initials lastNamePrefix lastName! callName gender birthDate maritalStatus street houseNumber houseLetter houseNumberAddition postalCode city correspondenceAddress phoneNumber mobilePhone email contactPreference preferredLanguage availabilitySlots registrationDate housingPreferences currentHousingSituation reactionHistory householdIncome? incomeYear? incomeSource? incomeStatementType? iban directDebitMandate paymentHistory",
        "require: O1 deny/hold, O2 deny/hold",
        "limits: once 1 ever caseRef",
        "relation: portability caseRef",
        "effects: close portability caseRef",
        "escalates: yes",
        "duties: copy-to-the-person here P1W",
        "kept: request P2Y / own policy P0D",
      ],
    ],
  "C-26 software-supplier v1 accession oosterpoort:controller *:processor 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "it-processing/out/backup contract many",
        "fields: caseRef! backup!->docRef",
        "require: K1 deny/hold, K2 deny/hold, K3 hold/hold",
        "limits: daily 4 day clause",
        "duties: delete-backup there P35D",
        "kept: backup P35D / backup P35D",
      ],
      [
        "it-processing/out/support contract many",
        "fields: caseRef! supportExtract!->docRef",
        "require: K1 deny/hold, K4 deny/deny, K5 deny/hold",
        "limits: perTicket 1 ever caseRef",
        "kept: ticket P1Y / ticket P1D",
      ],
    ],
  "C-25 survey-agency v1 accession oosterpoort:controller *:processor 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "customer-survey/out/default public-or-legitimate-interest existing",
        "fields: surveyToken! campaignRef! email mobilePhone surveyOccasion date->month (email|mobilePhone)!",
        "require: U1 deny/hold, U2 deny/hold",
        "effects: open invitation campaignRef",
        "duties: delete-contact-data there P8W",
        "kept: field work P4W / field work P4W",
      ],
      [
        "customer-survey/in/default public-or-legitimate-interest token",
        "fields: surveyToken! surveyAnswers!->redact",
        "kept: answers P2Y / field work P4W",
      ],
      [
        "service-innovation/in/default public-or-legitimate-interest none",
        "fields: respondents surveyTotals!",
        "require: I1 deny/hold",
        "kept: survey P5Y / own policy P0D",
      ],
    ],
};
