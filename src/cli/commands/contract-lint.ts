import path from "node:path";
import { LINT_RULES, type LintRule } from "../../core/covenant/lint-rules.ts";
import { lintHolds, type ToldFinding } from "../../core/covenant/lint-told.ts";
import { isSet } from "../call-values.ts";
import { cleanText } from "../clean.ts";
import type { Call, Command, Result } from "../command.ts";
import { certificatesFolder, CHECKED } from "../contract-check.ts";
import { contractsFolder } from "../contract-desk.ts";
import { EXIT } from "../exit-codes.ts";
import type { Style } from "../style.ts";
import { UsageError } from "../usage-error.ts";

const FORMAT = "uitwisselpoort-lint/1";

export const contractLint: Command = {
  name: "contract lint",
  group: "covenants",
  says: "law as code: every rule that a covenant breaks, with file, line, law and what to do",
  profile: false,
  arguments: [
    {
      name: "PATH",
      says: "files or folders, in the contracts folder or elsewhere; all when none",
      optional: true,
      many: true,
    },
  ],
  options: {
    ...CHECKED,
    rules: { type: "boolean", says: "list the rules, and judge nothing" },
    strict: { type: "boolean", says: "a warning fails too" },
  },
  examples: [
    "gateway contract lint",
    "gateway contract lint contracts/covenants/portability/v1.yaml --strict",
    "gateway contract lint --rules",
  ],
  async run(call) {
    if (isSet(call, "rules")) return rulesResult(call.style);
    const folder = contractsFolder(call);
    const asked = await placesOf(call, folder);
    const loose = await Promise.all(
      asked.loose.map(async (file) => ({ file, bytes: await call.toolbox.files.read(file) })),
    );
    const all = await call.toolbox.lintContracts({ folder, certificates: certificatesFolder(call), loose });
    return findingsResult(all.filter(isAsked(asked)), call);
  },
};

interface Asked {
  /** Files and folders within the contracts folder, as findings name them; `""` is the folder itself. */
  readonly within: readonly string[];
  readonly loose: readonly string[];
}

/** What can be judged: a signature beside its version too, which lies in the contracts folder alone. */
const JUDGED = { within: /\.(ya?ml|asc)$/, loose: /\.ya?ml$/ } as const;

async function placesOf(call: Call, folder: string): Promise<Asked> {
  const within: string[] = [];
  const loose = new Set<string>();
  for (const given of call.positionals) {
    const place = path.relative(path.resolve(folder), path.resolve(given));
    const isWithin = !place.startsWith("..") && !path.isAbsolute(place);
    const files = await filesToJudge(call, { given, kind: JUDGED[isWithin ? "within" : "loose"] });
    if (isWithin) within.push(place.split(path.sep).join("/"));
    else for (const file of files) loose.add(file);
  }
  return { within, loose: [...loose] };
}

/** Green over nothing would be read as green over everything. */
async function filesToJudge(
  { toolbox }: Call,
  { given, kind }: { readonly given: string; readonly kind: RegExp },
): Promise<readonly string[]> {
  const files = (await toolbox.files.list(given)).filter((file) => kind.test(file));
  if (files.length > 0) return files;
  throw new UsageError(
    "there is nothing to judge under a path that was given",
    "name a YAML file, or a folder with some",
  );
}

/** The catalogue is everybody's: what is wrong there is told whatever was asked. */
const isAsked =
  ({ within, loose }: Asked) =>
  ({ file, rule }: ToldFinding): boolean => {
    if (within.length + loose.length === 0 || rule === "catalogue-malformed" || loose.includes(file)) return true;
    return within.some((place) => place === "" || file === place || file.startsWith(`${place}/`));
  };

function findingsResult(findings: readonly ToldFinding[], call: Call): Result {
  const { style } = call;
  const holds = lintHolds(findings, isSet(call, "strict"));
  const warnings = findings.filter(({ severity }) => severity === "warning").length;
  const counts = `${findings.length - warnings} errors, ${warnings} warnings`;
  const verdict = holds ? style.good("✓ the contracts pass lint") : style.bad("✗ the contracts do not pass lint");
  return {
    exitCode: holds ? EXIT.ok : EXIT.failed,
    json: { format: FORMAT, holds, findings },
    text: [...findings.flatMap((finding) => linesOf(finding, style)), `${verdict}: ${counts}`],
  };
}

function linesOf({ file, line, rule, law, severity, message, remedy }: ToldFinding, style: Style): readonly string[] {
  const mark = severity === "error" ? style.bad("✗ error") : style.warn("! warning");
  return [
    `${mark} ${style.strong(cleanText(`${file}:${line}`))} ${cleanText(message)}`,
    `  ${style.dim("rule")} ${rule} (${law})`,
    `  ${style.dim("do  ")} ${cleanText(remedy)}`,
  ];
}

const rulesResult = (style: Style): Result => ({
  exitCode: EXIT.ok,
  json: { format: FORMAT, rules: LINT_RULES },
  text: [...LINT_RULES.flatMap((rule) => ruleLines(rule, style)), `${LINT_RULES.length} rules`],
});

const ruleLines = ({ id, law, severity, says, remedy }: LintRule, style: Style): readonly string[] => [
  `${style.strong(id)} ${severity === "error" ? severity : style.warn(severity)} (${law})`,
  `  ${says}`,
  `  ${style.dim("do  ")} ${remedy}`,
];
