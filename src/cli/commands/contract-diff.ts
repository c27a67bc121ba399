import type { Catalogue } from "../../core/catalogue/types.ts";
import type { Change } from "../../core/covenant/change.ts";
import { diffCovenants } from "../../core/covenant/diff.ts";
import { readVersionName, type Desk } from "../../core/covenant/desk.ts";
import type { Covenant } from "../../core/covenant/types.ts";
import { positional } from "../call-values.ts";
import type { Call, Command } from "../command.ts";
import { CONTRACTS, nameOf, openDesk, pickVersion } from "../contract-desk.ts";
import { EXIT } from "../exit-codes.ts";
import type { Style } from "../style.ts";
import { tableLines } from "../table.ts";

const FORMAT = "uitwisselpoort-diff/1";

export const contractDiff: Command = {
  name: "contract diff",
  group: "covenants",
  says: "what widens ▲ and what narrows ▽ between two versions; exit code 10 when anything widens",
  profile: false,
  arguments: [
    { name: "OLD", says: "a version as ID@1, or a file" },
    { name: "NEW", says: "a version as ID@2, or a file" },
  ],
  options: CONTRACTS,
  examples: [
    "gateway contract diff schuldhulpbuddys-coaching@1 schuldhulpbuddys-coaching@2",
    "gateway contract diff bergendal-early-signal@1 ./proposal.yaml",
  ],
  async run(call) {
    const desk = await openDesk(call);
    const before = await covenantOf(call, { desk, text: positional(call, 0) });
    const after = await covenantOf(call, { desk, text: positional(call, 1) });
    const changes = diffCovenants(before, after);
    const widens = changes.some(({ reach }) => reach === "wider");
    return {
      exitCode: widens ? EXIT.difference : EXIT.ok,
      json: { format: FORMAT, before: nameOf(before), after: nameOf(after), widens, changes },
      text: diffLines(changes, { title: `${nameOf(before)} → ${nameOf(after)}`, desk, style: call.style }),
    };
  },
};

/** A name of the catalogue where the text can be one; anything with a slash or a dot is a file. */
async function covenantOf(
  call: Call,
  { desk, text }: { readonly desk: Desk; readonly text: string },
): Promise<Covenant> {
  if (readVersionName(text) !== null || !/[/.\\]/.test(text)) return pickVersion(desk, text).covenant;
  const bytes = await call.toolbox.files.read(text);
  return call.toolbox.desk.readLoose({ file: text, bytes });
}

const MARK: Readonly<Record<Change["reach"], string>> = { wider: "▲", narrower: "▽", equal: "▪" };

interface Shown {
  readonly title: string;
  /** What a change is of that is of no one clause. */
  readonly whole?: string;
  readonly desk: Pick<Desk, "catalogue">;
  readonly style: Style;
}

export function diffLines(
  changes: readonly Change[],
  { title, desk, style, whole = "the whole covenant" }: Shown,
): readonly string[] {
  const paint = { wider: style.bad, narrower: style.good, equal: style.dim } as const;
  const count = (reach: Change["reach"]): number => changes.filter((change) => change.reach === reach).length;
  const table = tableLines(changes, {
    style,
    columns: [
      { title: " ", of: ({ reach }) => MARK[reach], paint: ({ reach }) => paint[reach] },
      { title: "purpose", of: ({ clause }) => clauseText(clause, { catalogue: desk.catalogue, whole }) },
      { title: "what", of: (change) => whatText(change, desk.catalogue) },
      { title: "before → after", of: ({ before, after }) => `${before ?? "-"} → ${after ?? "-"}` },
    ],
  });
  const sum = `▲ ${count("wider")} widen, ▽ ${count("narrower")} narrow, ▪ ${count("equal")} neutral`;
  return [style.strong(title), ...table, changes.length === 0 ? "no difference" : sum];
}

function clauseText(
  clause: string | null,
  { catalogue: { purposes }, whole }: { readonly catalogue: Catalogue; readonly whole: string },
): string {
  if (clause === null) return whole;
  const nl = purposes.get(clause.split("/")[0] ?? "")?.nl;
  return nl === undefined ? clause : `${clause} (${nl})`;
}

function whatText({ what, name, leg }: Change, { fields }: Catalogue): string {
  const nl = what === "field" && name !== null ? fields.get(name)?.nl : undefined;
  return [
    what,
    ...(leg === "question" ? ["asked"] : []),
    ...(name === null ? [] : [name]),
    ...(nl === undefined ? [] : [`(${nl})`]),
  ].join(" ");
}
