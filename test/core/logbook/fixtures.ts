import { createHash } from "node:crypto";
import type { Logbook } from "../../../src/core/logbook/decision.ts";

const FIELDS = new Set(["lastName", "arrearsAmount", "remindersSent", "occupants", "caseRef"]);

export const LOGBOOK: Logbook = {
  base: "https://gateway.example",
  environment: "sandbox",
  version: "1.0.0",
  controller: "oosterpoort",
  isField: (name) => FIELDS.has(name),
  isPurpose: (name) => ["early-debt-signalling", "debt-assistance"].includes(name),
  isParty: (name) => ["oosterpoort", "gemeente-bergendal"].includes(name),
  pseudonymise: (pseudonym) =>
    `p:${createHash("sha256").update(`auditor|${pseudonym}`).digest("base64url").slice(0, 22)}`,
};
