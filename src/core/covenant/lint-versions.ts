import { findingOf, type Finding, type RuleText } from "./finding.ts";
import type { Covenant } from "./types.ts";

/** Rules about the active versions of one covenant beside each other. `…` is the older version. */
export const VERSION_RULES = {
  "versions-tangled": {
    law: "design §5",
    says: "it is valid beside version … and begins or ends before it: that one would be in force without anybody deciding so",
    remedy: "let the newer version begin no earlier and end no earlier than the older one",
  },
  "versions-overlap": {
    law: "design §5",
    severity: "warning",
    says: "it takes over from version … before that one ends: where a party has not signed it, the older one stays in force",
    remedy:
      "publish it with `--take-over`, where that is meant; otherwise let it begin on the day after the older one ends",
  },
  "versions-gap": {
    law: "AVG 5(1)(a), 6",
    severity: "warning",
    says: "no version is valid between the end of version … and its beginning: in those days nothing passes",
    remedy: "nothing, where that is meant; otherwise let it begin on the day after the older one ends",
  },
} as const satisfies Readonly<Record<string, RuleText>>;

export interface VersionFinding {
  /** The newer version, whose file says when it begins. */
  readonly covenant: Covenant;
  readonly finding: Finding;
}

/** What is wrong between active versions of the same covenant, in any order given; drafts are in nobody's way. */
export function lintVersions(covenants: readonly Covenant[]): readonly VersionFinding[] {
  const active = covenants.filter(({ status }) => status === "active");
  const byId = new Map<string, Covenant[]>();
  for (const covenant of active) byId.set(covenant.id, [...(byId.get(covenant.id) ?? []), covenant]);
  return active.flatMap((newer) => {
    const older = (byId.get(newer.id) ?? []).filter(({ version }) => version < newer.version);
    const beside = older.flatMap((one) => {
      const rule = besideRule(one, newer);
      return rule === null ? [] : [tell(newer, rule, one)];
    });
    const last = older.toSorted((a, b) => b.until - a.until)[0];
    return last !== undefined && last.until < newer.from ? [...beside, tell(newer, "versions-gap", last)] : beside;
  });
}

function besideRule(older: Covenant, newer: Covenant): "versions-tangled" | "versions-overlap" | null {
  if (newer.from >= older.until || older.from >= newer.until)
    return newer.from < older.from ? "versions-tangled" : null;
  return newer.from < older.from || newer.until < older.until ? "versions-tangled" : "versions-overlap";
}

function tell(newer: Covenant, rule: keyof typeof VERSION_RULES, older: Covenant): VersionFinding {
  const place = { path: ["valid"], about: String(older.version) };
  return { covenant: newer, finding: findingOf(rule, VERSION_RULES[rule], place) };
}
