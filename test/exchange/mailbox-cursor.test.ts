import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseExchangeId } from "../../src/core/ids.ts";
import { cursorsOf, parseCursor, printCursor, type Cursor } from "../../src/exchange/mailbox-cursor.ts";
import type { MailboxPlace } from "../../src/ports/exchange-store.ts";

const idOf = (n: number) => parseExchangeId(`00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`);
/** `micros` after an hour in which nothing else happens. */
const placeAt = (micros: number, n = 0): MailboxPlace => ({
  listedAt: `2026-11-22T10:00:00.${String(micros).padStart(6, "0")}Z`,
  id: idOf(n),
});

describe("a cursor", () => {
  it("comes back as it was printed, with and without a place to come back to", () => {
    for (const back of [placeAt(5, 7), placeAt(3, 9)]) {
      const cursor = { place: placeAt(5, 7), back };
      const text = printCursor(cursor);
      expect(text).toMatch(/^[A-Za-z0-9_-]{1,300}$/);
      expect(parseCursor(text)).toEqual(cursor);
    }
  });

  const encoded = (text: string): string => Buffer.from(text).toString("base64url");
  it.each([
    { name: "nothing", text: "" },
    { name: "an exchange's id", text: idOf(1) },
    { name: "a day that is none", text: encoded(`2026-02-30T10:00:00.000000Z ${idOf(1)}`) },
    { name: "an hour that is none", text: encoded(`2026-02-20T25:00:00.000000Z ${idOf(1)}`) },
    {
      name: "an id of another version",
      text: encoded("2026-11-22T10:00:00.000000Z 00000000-0000-4000-8000-000000000000"),
    },
    { name: "milliseconds", text: encoded(`2026-11-22T10:00:00.000Z ${idOf(1)}`) },
    { name: "a statement behind it", text: encoded(`2026-11-22T10:00:00.000000Z ${idOf(1)};select 1`) },
    {
      name: "a place to come back to that is none",
      text: encoded(`2026-11-22T10:00:00.000000Z ${idOf(1)} soon ${idOf(1)}`),
    },
  ])("is refused when it is $name", ({ text }) => {
    expect(() => parseCursor(text)).toThrow(expect.objectContaining({ code: "QUERY_INVALID", at: "after" }) as Error);
  });
});

/** An exchange that is written between `begins` and `ends`, and listed by an instant of in between. */
interface Written {
  readonly begins: number;
  readonly listed: number;
  readonly ends: number;
}

const written = fc
  .tuple(fc.nat(900), fc.nat(60), fc.nat(60))
  .map(([begins, first, second]): Written => ({ begins, listed: begins + first, ends: begins + first + second }));

interface Page {
  readonly items: readonly number[];
  readonly next: Cursor | null;
  readonly cursor: Cursor;
}

/** What a database shows at an instant: what has ended, in the order of listing, and up to where nothing can come between. */
function read(
  all: readonly Written[],
  at: { readonly now: number; readonly after: Cursor | null; readonly limit: number },
): Page {
  const writing = all.filter(({ begins, ends }) => begins <= at.now && at.now < ends);
  const settled = placeAt(Math.min(at.now, ...writing.map(({ begins }) => begins)));
  const isAfter = (place: MailboxPlace): boolean =>
    at.after === null || `${place.listedAt} ${place.id}` > `${at.after.place.listedAt} ${at.after.place.id}`;
  const found = all
    .map((one, n) => ({ ...one, n, place: placeAt(one.listed, n + 1) }))
    .filter(({ ends, place }) => ends <= at.now && isAfter(place))
    .sort((a, b) => a.listed - b.listed || a.n - b.n);
  const listed = found.slice(0, at.limit);
  const { next, back } = cursorsOf({ after: at.after, last: listed.at(-1)?.place ?? null, settled });
  return { items: listed.map(({ n }) => n), next: found.length > at.limit ? next : null, cursor: back };
}

describe("a reader who goes on from the cursor", () => {
  it("never goes back behind where it began", () => {
    const began = placeAt(5);
    const { back } = cursorsOf({ after: { place: began, back: began }, last: placeAt(9), settled: placeAt(3) });
    expect(back).toEqual({ place: began, back: began });
  });

  it("misses nothing, whatever is being written while it reads and however it pages", () => {
    fc.assert(
      fc.property(
        fc.array(written, { minLength: 1, maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 10, maxLength: 30 }),
        fc.integer({ min: 1, max: 3 }),
        (all, steps, limit) => {
          const seen = new Set<number>();
          let [now, after]: [number, Cursor | null] = [0, null];
          const readOn = (): void => {
            const page = read(all, { now, after, limit });
            for (const n of page.items) seen.add(n);
            // Through the text, as a client has it.
            after = parseCursor(printCursor(page.next ?? page.cursor));
          };
          for (const step of steps) {
            now += step;
            readOn();
          }
          now = 100_000;
          for (let rest = 0; rest < 2 * all.length + 2; rest++) readOn();
          expect([...seen].sort((a, b) => a - b)).toEqual(all.map((_, n) => n));
          expect(read(all, { now, after, limit }).items).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });
});
