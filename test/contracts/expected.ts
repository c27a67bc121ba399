import { ADMINISTRATORS } from "./expected-administrators.ts";
import { AUTHORITIES } from "./expected-authorities.ts";
import { PROCESSORS } from "./expected-processors.ts";
import { VOLUNTEERS } from "./expected-volunteers.ts";
import { MUNICIPALITIES } from "./expected-municipalities.ts";
import { AGREEMENTS } from "./expected-agreements.ts";

/** Every covenant as it was agreed, compared line by line with domain.md §4: a file that changes breaks this table. */
export const COVENANTS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  ...ADMINISTRATORS,
  ...MUNICIPALITIES,
  ...PROCESSORS,
  "C-11 bergendal-debt-help v1 covenant oosterpoort:controller schuldhulp-bergendal:authority 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "debt-assistance/in/kennisgeving legal-duty existing",
        "fields: clientRef! initials lastNamePrefix lastName! birthDate street houseNumber! houseLetter houseNumberAddition postalCode! city helperContact date",
        "limits: perClient 1 ever clientRef",
        "effects: open debt-notice clientRef",
        "escalates: yes",
        "kept: arrangement P2Y / own policy P0D",
      ],
      [
        "debt-assistance/pull/saldoverzoek legal-duty existing",
        "fields: clientRef! tenancyNumber arrearsAmount! claimSpecification->monthTotals collectionCosts externalCollection->kindAndStatus answerCode",
        "question: clientRef! initials lastNamePrefix lastName! birthDate street houseNumber! houseLetter houseNumberAddition postalCode! city tenancyNumber",
        "limits: daily 40 day clause",
        "escalates: yes",
        "kept: arrangement P2Y / own policy P0D",
      ],
      [
        "debt-assistance/in/betaalvoorstel legal-duty existing",
        "fields: clientRef! debtProposal! date endDate",
        "relation: debt-notice clientRef",
        "escalates: yes",
        "kept: arrangement P2Y / own policy P0D",
      ],
      [
        "debt-assistance/out/betaalvoorstel-antwoord legal-duty existing",
        "fields: clientRef! decisionCode! reasonCode",
        "relation: debt-notice clientRef",
        "escalates: yes",
        "kept: arrangement P2Y / own policy P0D",
      ],
      [
        "debt-assistance/out/geen-medewerking legal-duty existing",
        "fields: clientRef! decisionCode! reasonCode",
        "relation: debt-notice clientRef",
        "escalates: yes",
        "kept: arrangement P2Y / own policy P0D",
      ],
      [
        "debt-assistance/out/statusbericht legal-duty existing",
        "fields: clientRef! decisionCode! reasonCode",
        "relation: debt-notice clientRef",
        "escalates: yes",
        "kept: arrangement P2Y / own policy P0D",
      ],
      [
        "debt-assistance/in/schuldregeling-akkoord legal-duty existing",
        "fields: clientRef! debtAssistanceStatus!",
        "relation: debt-notice clientRef",
        "effects: open debt-arrangement clientRef",
        "escalates: yes",
        "kept: arrangement P2Y / own policy P0D",
      ],
      [
        "debt-assistance/in/schuldregeling-beeindigd legal-duty existing",
        "fields: clientRef! debtAssistanceStatus!",
        "relation: debt-notice clientRef",
        "effects: close debt-arrangement clientRef, close debt-notice clientRef",
        "escalates: yes",
        "kept: arrangement P2Y / own policy P0D",
      ],
    ],
  "C-06 bergendal-early-signal v1 covenant oosterpoort:controller gemeente-bergendal:authority 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
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
  "C-16 care-support v1 accession oosterpoort:controller *:co-controller 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "support-coordination/out/default consent existing",
        "fields: initials lastNamePrefix lastName! phoneNumber mobilePhone email street houseNumber houseLetter houseNumberAddition postalCode city nuisanceType->codeOnly nuisancePeriod->month arrearsMonths->band paymentArrangement->statusOnly appointment visitWithTwo caseRef",
        "limits: perTenant 2 week subject",
        "relation: caseload any",
        "consent: ordinary explicit for special 12 months",
        "grounds: AVG 9(2)(a)",
        "kept: guidance P6M / guidance P6M",
      ],
      [
        "support-coordination/in/default consent existing",
        "fields: initials lastNamePrefix lastName! caregiverName! caregiverContact guidanceType caregiverOrganisation guidanceStatus housingNeed appointment careNeed->need caseRef",
        "limits: perTenant 2 week subject",
        "relation: caseload any",
        "consent: ordinary explicit for special 12 months",
        "grounds: AVG 9(2)(a)",
        "kept: guidance P6M / guidance P6M",
      ],
    ],
  "C-23 contractor-repairs v1 accession oosterpoort:controller *:processor 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "maintenance-repair/out/default contract existing",
        "fields: repairOrder! initials lastName! street houseNumber! houseLetter houseNumberAddition postalCode! city phoneNumber mobilePhone email? availabilitySlots contactPreference repairDescription!->redact repairLocation accessInstruction->redact alternativeContact->phoneOnly visitWithTwo unitId accessibilityLabel",
        "require: R3 deny/deny",
        "limits: perOrderAndDay 1 day repairOrder, perOrder 5 ever repairOrder",
        "relation: order repairOrder",
        "duties: delete-contact-data there P4W",
        "kept: book year P7Y / completion P4W",
      ],
      [
        "maintenance-repair/in/default contract existing",
        "fields: repairOrder! repairStatus! appointment defectPhoto remark->redact",
        "relation: order repairOrder",
        "kept: book year P7Y / completion P4W",
      ],
      [
        "renovation-project/out/default contract existing",
        "fields: lastName street houseNumber! houseLetter houseNumberAddition postalCode! city phoneNumber availabilitySlots",
        "limits: perPerson 5 month subject",
        "relation: order any",
        "duties: delete-contact-data there P4W",
        "kept: project P7Y / project P4W",
      ],
    ],
  "C-15 deurwaarder-collection v1 accession oosterpoort:controller *:co-controller 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "external-collection/out/default legal-claims existing",
        "fields: caseRef! firstNames initials lastNamePrefix lastName! birthDate street houseNumber! houseLetter houseNumberAddition postalCode! city phoneNumber mobilePhone email tenancyNumber! tenancyStart grossRent arrearsAmount! arrearsMonths arrearsSince claimSpecification! collectionCosts noticeLetterDate! remindersSent->count personalContactAttempts->count signalDate paymentArrangement->statusOnly coTenants administrator iban? judgment? minorsInHousehold->flag?",
        "require: B1 deny/hold, B2 deny/hold, B3 deny/hold, B4 deny/hold, B5 deny/hold",
        "limits: weekly 50 week clause",
        "batch: 50",
        "effects: open collection caseRef",
        "approval: 1 of collections-lead",
        "kept: case end P2Y / own policy P0D",
      ],
      [
        "external-collection/in/default legal-claims existing",
        "fields: caseRef! externalCollection.status! paymentsReceived collectionCosts judgment->docRef evictionDate debtAssistanceStatus->codeOnly",
        "relation: collection caseRef",
        "kept: case end P2Y / own policy P0D",
      ],
    ],
  "C-01 entree-allocation v1 covenant oosterpoort:controller entree:co-controller 2025-12-31T23:00:00.000Z 2028-12-31T23:00:00.000Z":
    [
      [
        "housing-allocation/in/default contract mayCreate",
        "fields: registrationNumber! registrationStatus! registrationDate! coApplicantSince firstNames initials lastNamePrefix lastName! gender birthDate! age street houseNumber houseLetter houseNumberAddition postalCode city phoneNumber mobilePhone email householdSize! householdComposition householdMembers->roleAgeBand currentHousingSituation housingPreferences priorityScheme priorityReason->codeOnly priorityValidUntil housingNeed reactionHistory->lastMonths(12) reactionStatus candidateStatus candidatePosition offerStatus offerRefusalReason->codeOnly noShow incomeClass householdIncome? incomeYear? incomeStatementType? publicationRef",
        "limits: daily 2000 day clause, perPublication 60 ever publicationRef",
        "batch: 2000",
        "effects: open registration registrationNumber",
        "kept: definitive allocation P4W / own policy P0D",
      ],
      [
        "registration-service/in/default contract existing",
        "fields: registrationNumber! initials lastNamePrefix lastName phoneNumber mobilePhone email serviceQuestion->redact",
        "limits: daily 2000 day clause",
        "relation: registration registrationNumber",
        "kept: definitive allocation P4W / own policy P0D",
      ],
      [
        "housing-allocation/out/default contract existing",
        "fields: registrationNumber! unitId candidateStatus! offerStatus offerRefusalReason->codeOnly rejectionReason->codeOnly allocationDate tenancyStart noShow->flag publicationRef",
        "require: P2 deny/hold",
        "limits: daily 2000 day clause, perPublication 60 ever publicationRef",
        "batch: 2000",
        "relation: registration registrationNumber",
        "kept: definitive allocation P4W / own policy P0D",
      ],
      [
        "registration-service/out/default contract existing",
        "fields: registrationNumber! serviceQuestion->redact",
        "limits: daily 2000 day clause",
        "relation: registration registrationNumber",
        "kept: definitive allocation P4W / own policy P0D",
      ],
    ],
  "C-21a police-demand v1 unilateral oosterpoort:controller politie:authority 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "legal-demand-police/pull/default legal-duty existing",
        "fields: firstNames initials lastNamePrefix lastName street houseNumber houseLetter houseNumberAddition postalCode city correspondenceAddress birthDate gender tenancyNumber",
        "question: legalOrder! initials lastNamePrefix lastName! birthDate street houseNumber houseLetter houseNumberAddition postalCode city caseRef",
        "limits: monthly 10 month covenant",
        "escalates: yes",
        "approval: 2 of privacy-officer/deputy/approver",
        "order: Sv 126nc",
        "duties: tell-the-person here P1M",
        "kept: order P5Y / own policy P0D",
      ],
    ],
  "C-02 wbb-special-mediation v1 covenant oosterpoort:controller werkgroep-bijzondere-bemiddeling:co-controller 2025-12-31T23:00:00.000Z 2027-12-31T23:00:00.000Z":
    [
      [
        "special-mediation/in/default contract mayCreate",
        "fields: caseRef! registrationNumber registrationStatus registrationDate coApplicantSince firstNames initials lastNamePrefix lastName! gender birthDate! age street houseNumber houseLetter houseNumberAddition postalCode city phoneNumber mobilePhone email householdSize! householdComposition householdMembers->roleAgeBand currentHousingSituation housingPreferences priorityScheme priorityReason->codeOnly^ priorityValidUntil housingNeed reactionStatus candidateStatus offerStatus offerRefusalReason->codeOnly incomeClass householdIncome? incomeYear? incomeStatementType? specialTargetGroup->codeOnly^ caregiverName caregiverContact guidanceType guidanceStatus",
        "require: W1 deny/hold, W2 deny/deny",
        "limits: weekly 10 week clause",
        "effects: open registration caseRef",
        "consent: none explicit for special no months",
        "grounds: AVG 9(2)(a), UAVG 32(a)",
        "kept: decision P3M / decision P3M",
      ],
      [
        "special-mediation/out/default contract existing",
        "fields: registrationNumber caseRef offerStatus! allocationDate tenancyStart rejectionReason->codeOnly (registrationNumber|caseRef)!",
        "limits: weekly 10 week clause",
        "relation: registration any",
        "kept: decision P3M / decision P3M",
      ],
    ],
  ...VOLUNTEERS,
  ...AUTHORITIES,
  ...AGREEMENTS,
};
