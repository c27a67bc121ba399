import { describe, expect, it } from "vitest";
import type { Instant } from "../../src/core/ids.ts";
import { remindOfHolds } from "../../src/exchange/remind-of-holds.ts";
import type { Reminder } from "../../src/ports/hold-store.ts";
import type { World } from "../../src/ports/world.ts";

const at = (text: string): Instant => Date.parse(text) as Instant;

/** Holds by when they were opened, reminded of as the store does it, each with what it was reminded of. */
function worldOf(opened: readonly string[]) {
  const holds = opened.map((text) => ({ openedAt: at(text), reminded: [0] }));
  let now = at("2026-12-21T10:00:00Z");
  const remind = ({ nth, openedBefore }: Reminder): Promise<number> => {
    const due = holds.filter((hold) => hold.openedAt < openedBefore && Math.max(...hold.reminded) < nth);
    for (const hold of due) hold.reminded.push(nth);
    return Promise.resolve(due.length);
  };
  const world = { now: () => now, newId: () => "id", holds: { remind } } as unknown as World;
  return {
    at: async (text: string) => {
      now = at(text);
      await remindOfHolds(world);
      return holds.map(({ reminded }) => reminded.slice(1));
    },
  };
}

describe("reminders of a hold", () => {
  it("come on the third and the fourth working day after the day it was opened on", async () => {
    const { at: round } = worldOf(["2026-12-22T09:00:00Z"]);
    expect(await round("2026-12-24T22:59:59Z")).toEqual([[]]);
    expect(await round("2026-12-27T23:00:00Z")).toEqual([[1]]);
    expect(await round("2026-12-28T22:59:59Z")).toEqual([[1]]);
    expect(await round("2026-12-28T23:00:00Z")).toEqual([[1, 2]]);
    expect(await round("2026-12-29T23:00:00Z")).toEqual([[1, 2]]);
  });

  it("come once where the gateway was down over both days", async () => {
    const { at: round } = worldOf(["2026-12-22T09:00:00Z", "2026-12-23T09:00:00Z"]);
    expect(await round("2026-12-29T09:00:00Z")).toEqual([[2], [1]]);
    expect(await round("2026-12-29T10:00:00Z")).toEqual([[2], [1]]);
  });
});
