import type { RuleText, Severity } from "./finding.ts";
import { BOUND_RULES } from "./lint-bounds.ts";
import { CONDITION_RULES } from "./lint-conditions.ts";
import { CONSENT_RULES } from "./lint-consent.ts";
import { FIELD_RULES, FIELD_UNKNOWN } from "./lint-fields.ts";
import { INFORM_RULES } from "./lint-inform.ts";
import { PAPER_RULES, PARTY_RULES } from "./lint-papers.ts";
import { PURPOSE_RULES } from "./lint-purpose.ts";
import { TERM_RULES } from "./lint-terms.ts";
import { VERSION_RULES } from "./lint-versions.ts";

/** Rules about the files themselves, which are found before or beside what a covenant says. */
export const FILE_RULES = {
  "catalogue-malformed": {
    law: "design §5",
    says: "a file of the catalogue cannot be read as one",
    remedy: "write it as the README of contracts shows",
  },
  "covenant-malformed": {
    law: "design §5",
    says: "a covenant file cannot be read as one",
    remedy: "write it as the README of contracts shows",
  },
  "published-altered": {
    law: "design §5; AVG 5(2)",
    says: "a published covenant file was changed or is gone",
    remedy: "restore the published file; a change is a new version in a new file",
  },
  "signature-does-not-count": {
    law: "design §5; eIDAS 25",
    says: "signature of `…` is by another key, over other bytes, or of somebody who may not sign",
    remedy: "let the party sign exactly this file with the certificate in its party file, or remove the signature",
  },
} as const satisfies Readonly<Record<string, RuleText>>;

export interface LintRule {
  readonly id: string;
  readonly law: string;
  readonly severity: Severity;
  /** `…` stands for a name. */
  readonly says: string;
  readonly remedy: string;
}

const TABLE: Readonly<Record<string, RuleText>> = {
  ...FILE_RULES,
  ...VERSION_RULES,
  ...PARTY_RULES,
  ...PAPER_RULES,
  ...PURPOSE_RULES,
  ...CONSENT_RULES,
  ...TERM_RULES,
  ...INFORM_RULES,
  ...BOUND_RULES,
  "field-unknown": FIELD_UNKNOWN,
  ...FIELD_RULES,
  ...CONDITION_RULES,
};

/** Every rule of lint, in the order in which they are told. */
export const LINT_RULES: readonly LintRule[] = Object.entries(TABLE).map(([id, { law, severity, says, remedy }]) => ({
  id,
  law,
  severity: severity ?? "error",
  says,
  remedy,
}));
