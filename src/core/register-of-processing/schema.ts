import { z } from "zod";

/** A coded word with its Dutch label as it read when the version was made, so that an old version keeps its text. */
const labelled = z.strictObject({ id: z.string(), nl: z.string() });
const standing = z.enum(["in-force", "suspended"]);

const contact = z.strictObject({
  name: z.string(),
  email: z.string(),
  phone: z.string().nullable(),
  /** Versions of before the first that had one lack it. */
  address: z.string().nullable().default(null),
});

/** AVG 46: what carries a transfer outside the EEA. `lastDay` is `YYYY-MM-DD`. */
const mechanism = z.strictObject({ ref: z.string(), lastDay: z.string() });

const partner = z.strictObject({
  party: z.string(),
  ...contact.shape,
  role: labelled,
  standing,
  outsideEea: z.boolean(),
  mechanisms: z.array(mechanism),
});

const field = z.strictObject({
  name: z.string(),
  nl: z.string(),
  /** `question`: what a pull asks with. */
  leg: z.enum(["document", "question"]),
  /** As the clause writes it: `month`, `lastMonths(12)`; `drop` where it stays behind. */
  transform: z.string(),
  sensitivity: labelled,
  /** Whether it can leave at all: neither dropped by the clause nor by the house. */
  releasable: z.boolean(),
  conditional: z.boolean(),
});

const activity = z.strictObject({
  covenant: z.string(),
  version: z.int(),
  /** SHA-256 of the covenant's file. */
  hash: z.string(),
  title: z.string(),
  kind: labelled,
  source: z.string(),
  /** `purpose/direction/message`. */
  clause: z.string(),
  /** Suspended for every partner, or not. */
  standing,
  from: z.string(),
  lastDay: z.string(),
  purpose: labelled,
  basis: labelled,
  law: z.array(z.string()),
  article9: z.string().nullable(),
  article10: z.string().nullable(),
  direction: labelled,
  dataSubjects: z.array(z.string()),
  data: z.array(z.strictObject({ category: labelled, fields: z.array(field) })),
  /** Where the data come from: ids of parties, the corporation among them. */
  sources: z.array(z.string()),
  /** Who gets them. */
  recipients: z.array(z.string()),
  partners: z.array(partner),
  consent: z.string(),
  approval: z.string().nullable(),
  inform: z.string(),
  retention: z.strictObject({ here: z.string(), there: z.string() }),
  dpia: z.strictObject({ ref: z.string(), reviewBy: z.string() }).nullable(),
  jointArrangement: z.string().nullable(),
  lawCheckedOn: z.string(),
  /** S-numbers of the privacy statement. */
  statement: z.array(z.string()),
});

/** AVG 30(2): what somebody does with the data on our behalf. */
const processor = z.strictObject({
  party: z.string(),
  ...contact.shape,
  standing,
  covenant: z.string(),
  version: z.int(),
  onBehalfOf: z.string(),
  processing: z.array(labelled),
  agreements: z.array(mechanism),
  outsideEea: z.boolean(),
  mechanisms: z.array(mechanism),
});

const jointController = z.strictObject({
  party: z.string(),
  ...contact.shape,
  covenant: z.string(),
  version: z.int(),
  arrangement: z.string(),
});

export const REGISTER_FORMAT = "uitwisselpoort-register/1";

/** The register of processing activities (AVG 30) as covenants and catalogue tell it: what is kept in versions. */
export const registerSchema = z.strictObject({
  format: z.literal(REGISTER_FORMAT),
  /** S-01. */
  controller: z.strictObject({ party: z.string(), ...contact.shape }),
  /** AVG 37: by the name under which the installation knows them, reached through the controller. */
  dataProtectionOfficers: z.array(z.strictObject(contact.shape)),
  jointControllers: z.array(jointController),
  activities: z.array(activity),
  processors: z.array(processor),
  /** AVG 30(1)(g): a general description. */
  security: z.array(z.string()),
});

/** What was done under one clause of one version; field names only. */
const clauseUse = z.strictObject({
  covenant: z.string(),
  version: z.int(),
  clause: z.string(),
  allowed: z.int(),
  refused: z.int(),
  /** Still waiting for a person. */
  held: z.int(),
  /** The last exchange that was allowed, RFC 3339; `null` where none was. */
  lastUse: z.string().nullable(),
  /** Fields that could have left and never did, although the clause was used; those of a pull's question begin with `?`. */
  neverReleased: z.array(z.string()),
});

const useSchema = z.strictObject({
  /** When the figures were counted: they are of that moment, whatever version of the register stands beside them. */
  computedAt: z.string(),
  /** From inclusive, until exclusive. */
  from: z.string(),
  until: z.string(),
  clauses: z.array(clauseUse),
  /** Refused or held before any clause was found for it. */
  withoutClause: z.strictObject({ refused: z.int(), held: z.int() }),
});

/** A version of the register with the use beside it: what `gateway report register` gives. */
export const reportSchema = z.strictObject({
  format: z.literal(REGISTER_FORMAT),
  /** The day that was asked about, `YYYY-MM-DD`: what it said at the end of it, in Amsterdam. */
  on: z.string(),
  version: z.strictObject({
    number: z.int(),
    /** RFC 3339. */
    madeAt: z.string(),
    /** Of `register` as canonical JSON (RFC 8785). */
    sha256: z.string(),
  }),
  register: registerSchema,
  use: useSchema,
});

export type Labelled = z.infer<typeof labelled>;
export type Standing = z.infer<typeof standing>;
export type Contact = z.infer<typeof contact>;
export type Mechanism = z.infer<typeof mechanism>;
export type RegisterPartner = z.infer<typeof partner>;
export type RegisterField = z.infer<typeof field>;
export type Activity = z.infer<typeof activity>;
export type ProcessorRow = z.infer<typeof processor>;
export type JointController = z.infer<typeof jointController>;
export type RegisterOfProcessing = z.infer<typeof registerSchema>;
export type ClauseUse = z.infer<typeof clauseUse>;
export type RegisterUse = z.infer<typeof useSchema>;
export type RegisterReport = z.infer<typeof reportSchema>;
