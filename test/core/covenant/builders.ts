import { parseDay, startOfDay } from "../../../src/core/calendar.ts";
import type { Clause, Covenant, CovenantStanding } from "../../../src/core/covenant/types.ts";
import type { Instant, Sha256 } from "../../../src/core/ids.ts";

export const at = (day: string): Instant => startOfDay(parseDay(day)!);

export const aClause = (change: Partial<Clause> = {}): Clause => ({
  id: "early-debt-signalling/out/default",
  purpose: "early-debt-signalling",
  direction: "out",
  message: "default",
  parties: [],
  basis: "legal-duty",
  law: ["AVG 6(1)(c)"],
  article9: null,
  article10: null,
  subject: "existing",
  identifiedBy: ["personRef"],
  relation: null,
  consent: { required: "none", explicitForSpecial: false, maxMonths: null },
  legalOrder: null,
  preconditions: [],
  limits: [],
  batchMax: null,
  document: { fields: new Map(), requiredOneOf: [] },
  question: null,
  approval: null,
  holdEscalates: true,
  effects: [],
  inform: { kind: "statement" },
  duties: [],
  retentionHere: { after: "settled", term: "P2Y", note: null },
  retentionThere: { after: "settled", term: "P6M", note: null },
  statement: ["S-20"],
  ...change,
});

export const aCovenant = (change: Partial<Covenant> = {}): Covenant => ({
  id: "proef",
  version: 1,
  kind: "covenant",
  title: "Proef",
  status: "active",
  source: "C-06",
  parties: [
    { id: "oosterpoort", role: "controller" },
    { id: "gemeente", role: "authority" },
  ],
  from: at("2026-01-01"),
  until: at("2028-01-01"),
  lawCheckedOn: "2026-06-01",
  dpia: null,
  jointArrangement: null,
  clauses: [aClause()],
  hash: "a".repeat(64) as Sha256,
  ...change,
});

export const aStanding = (change: Partial<CovenantStanding> = {}): CovenantStanding => ({
  signedBy: ["oosterpoort", "gemeente"],
  signedByOfficers: 0,
  suspendedFrom: null,
  endedFrom: null,
  partySuspendedFrom: new Map(),
  stateVersion: 0,
  ...change,
});
