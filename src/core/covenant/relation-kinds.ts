/** The ties that a partner can have with a person: a clause may ask for one, an exchange may open or close one. */
export const RELATION_KINDS = [
  "mandate",
  "caseload",
  "order",
  "signal",
  "debt-notice",
  "debt-arrangement",
  "collection",
  "engagement",
  "agreement",
  "case",
  "arrears-talk",
  "permit",
  "registration",
  "opt-out",
  "invitation",
  "portability",
] as const;

export type RelationKind = (typeof RELATION_KINDS)[number];
