import type { Officer } from "../catalogue/officers.ts";
import type { Catalogue, Sensitivity } from "../catalogue/types.ts";
import type { Change } from "./change.ts";
import type { Reach } from "./reach.ts";
import { sameValue } from "./same.ts";

/** What every covenant rests on, as files of `contracts/` say it. */
export interface Rests {
  readonly catalogue: Catalogue;
  readonly officers: readonly Officer[];
}

type Judge = (before: unknown, after: unknown) => Reach;
type Entries = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

interface Kind {
  readonly what: string;
  readonly entries: (rests: Rests) => Entries;
  readonly added: Reach;
  readonly removed: Reach;
  /** By member. One that is not named is wider whenever it changes: what nobody can judge is shown to a person. */
  readonly members: Readonly<Record<string, Judge>>;
}

const neutral: Judge = () => "equal";
/** The word by which people know it. */
const WORDS = { nl: neutral, name: neutral } as const;

const CLASSES: readonly Sensitivity[] = ["O", "S", "S*", "B", "C", "X"];
/** Between B and C other law begins to hold, so that neither is the stricter. */
const sensitivity: Judge = (before, after) => {
  const [from, to] = [before, after].map((value) => CLASSES.indexOf(value as Sensitivity)) as [number, number];
  return after === "X" || (to > from && before !== "B") ? "narrower" : "wider";
};
const yes =
  (wider: boolean): Judge =>
  (_, after) =>
    after === wider ? "wider" : "narrower";
const list: Judge = (before, after) => {
  const had = before as readonly unknown[];
  return (after as readonly unknown[]).every((item) => had.some((other) => sameValue(item, other)))
    ? "narrower"
    : "wider";
};

const byName = (items: readonly (object & { readonly [key: string]: unknown })[], key: string): Entries =>
  new Map(items.map((item) => [String(item[key]), item]));
const from = (map: ReadonlyMap<string, object>): Entries =>
  new Map([...map].map(([name, item]) => [name, { ...item }]));

const KINDS: readonly Kind[] = [
  {
    what: "field",
    entries: ({ catalogue }) => from(catalogue.fields),
    added: "equal",
    removed: "narrower",
    members: {
      ...WORDS,
      number: neutral,
      vera: neutral,
      statement: neutral,
      sensitivity,
      transforms: list,
      alwaysDropped: yes(false),
    },
  },
  {
    what: "purpose",
    entries: ({ catalogue }) => from(catalogue.purposes),
    added: "equal",
    removed: "narrower",
    members: {
      ...WORDS,
      dpv: neutral,
      statement: neutral,
      bases: list,
      objectionAbsolute: yes(false),
      internalOnly: yes(false),
    },
  },
  {
    what: "forbidden purpose",
    entries: ({ catalogue }) => new Map([...catalogue.forbiddenPurposes].map(([id, nl]) => [id, { nl }])),
    added: "narrower",
    removed: "wider",
    members: WORDS,
  },
  {
    what: "refusal",
    entries: ({ catalogue }) => from(catalogue.refusals),
    added: "narrower",
    removed: "wider",
    members: { ...WORDS, why: neutral, statement: neutral, untilSigned: yes(true) },
  },
  {
    what: "fact",
    entries: ({ catalogue }) => from(catalogue.facts),
    added: "equal",
    removed: "narrower",
    members: WORDS,
  },
  {
    what: "code list",
    entries: ({ catalogue }) =>
      new Map([...catalogue.codeLists].map(([name, { closed }]): [string, { closed: boolean }] => [name, { closed }])),
    added: "equal",
    removed: "wider",
    members: { closed: yes(false) },
  },
  {
    what: "code",
    entries: ({ catalogue }) =>
      new Map(
        [...catalogue.codeLists.values()].flatMap(({ values }) =>
          [...values.values()].map((value) => [`${value.list}.${value.code}`, { ...value }] as const),
        ),
      ),
    added: "wider",
    removed: "wider",
    members: { ...WORDS, sensitivity },
  },
  {
    what: "income classes",
    entries: ({ catalogue }) =>
      byName(
        catalogue.incomeTables.map((table) => ({ ...table })),
        "year",
      ),
    added: "wider",
    removed: "wider",
    members: {},
  },
  {
    what: "party",
    entries: ({ catalogue }) => from(catalogue.parties),
    added: "wider",
    removed: "narrower",
    members: { ...WORDS, contact: neutral, fingerprints: list, clients: list, outsideEea: yes(false) },
  },
  {
    what: "officer",
    entries: ({ officers }) =>
      byName(
        officers.map((officer) => ({ ...officer })),
        "id",
      ),
    added: "wider",
    removed: "narrower",
    members: {},
  },
];

/**
 * What changes in the meaning of every covenant that is signed, though not a byte of it does: a class that is lowered, another
 * provider of a fact, a pinned certificate. Whatever cannot be shown to be equal or narrower is wider.
 */
export function diffCatalogues(before: Rests, after: Rests): readonly Change[] {
  return KINDS.flatMap((kind) => changesOf(kind, kind.entries(before), kind.entries(after)));
}

function changesOf(kind: Kind, before: Entries, after: Entries): readonly Change[] {
  const { what, added, removed } = kind;
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name): readonly Change[] => {
    const [old, now] = [before.get(name), after.get(name)];
    const change = { clause: null, leg: null, what, name };
    if (old === undefined) return [{ ...change, reach: added, before: null, after: "new" }];
    if (now === undefined) return [{ ...change, reach: removed, before: "there", after: null }];
    return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((member): readonly Change[] => {
      const [was, is] = [old[member], now[member]];
      if (sameValue(was, is)) return [];
      const reach = kind.members[member]?.(was, is) ?? "wider";
      return [{ ...change, reach, name: `${name} ${member}`, before: printed(was), after: printed(is) }];
    });
  });
}

/** Longer values are cut; both stand whole in the files. */
const PRINTED_MAX = 120;

function printed(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > PRINTED_MAX ? `${text.slice(0, PRINTED_MAX)}…` : text;
}
