import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { vectors } from "./support.ts";

const document = readFileSync(new URL("../../../docs/ledger-entries.md", import.meta.url), "utf8");
const EVERY = ["id", "at", "kind", "officer", "persons"];

interface Row {
  readonly kind: string;
  readonly members: readonly string[];
}

const named = (cell = ""): string[] => [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, name]) => name ?? []);
const rows: readonly Row[] = document.split("\n").flatMap((line) => {
  const [, kind = "", , members] = line.split("|");
  const [name, ...others] = named(kind);
  return name?.includes(".") === true && others.length === 0 ? [{ kind: name, members: named(members) }] : [];
});
/** There is a vector for every kind (`entry.test.ts`). */
const headers = new Map(
  (vectors("entries.json") as readonly { headerBytes: string }[])
    .map(({ headerBytes }) => JSON.parse(headerBytes) as Record<string, unknown> & { kind: string })
    .map((header) => [header.kind, Object.keys(header).filter((member) => !EVERY.includes(member))]),
);

describe("docs/ledger-entries.md", () => {
  it("has every kind once, and no other", () => {
    expect(rows.map(({ kind }) => kind).sort()).toEqual([...headers.keys()].sort());
  });

  it.each(rows)("has the members of $kind", ({ kind, members }) => {
    expect([...members].sort()).toEqual([...(headers.get(kind) ?? [])].sort());
  });
});
