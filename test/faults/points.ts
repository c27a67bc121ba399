import { acknowledging, approving, consenting, fetching, receiving, refusing, sending, type Plan } from "./deeds.ts";
import { balance, handOver, marketing, registration, repair } from "./traffic.ts";
import type { Trap } from "./traps.ts";

export interface Point {
  readonly name: string;
  readonly plan: Plan;
  readonly trap: Trap;
  /** Whether what was asked must stand after this death; `null` where either may be. */
  readonly took: boolean | null;
}

interface Deaths {
  readonly doing: string;
  readonly plan: Plan;
  /** Crossed before anything of it stands; one after the other, so that after one is before the next. */
  readonly early?: readonly string[];
  /** The one that makes it stand. */
  readonly turn?: readonly string[];
  /** Crossed when it stands. */
  readonly late?: readonly string[];
  /** It may stand or not: work behind the answer, or a call that nobody waited for. */
  readonly either?: readonly string[];
}

/** The most that a list may have. */
const LARGE = 1_000;

const DEATHS: readonly Deaths[] = [
  {
    doing: "sending what is allowed",
    plan: sending(repair),
    early: [
      "tokens.verify",
      "seals.open",
      "exchanges.findMessage",
      "contracts.current",
      "register.resolve",
      "contracts.isActive",
      "exchanges.counters",
      "seals.seal",
    ],
    turn: ["exchanges.commit", "statement.commit"],
    either: [
      "ledger.sign",
      "sequencer.take",
      "sequencer.entries",
      "sequencer.tiles",
      "sequencer.state",
      "sequencer.batch",
      "sequencer.checkpoint",
      "sequencer.publish",
    ],
  },
  { doing: "sending what is held", plan: sending(handOver), early: ["seals.hold"], turn: ["exchanges.commit"] },
  {
    doing: "sending what is denied",
    plan: sending(marketing),
    early: ["register.resolve"],
    turn: ["exchanges.commit"],
  },
  { doing: "sending about somebody new", plan: sending(registration), turn: ["exchanges.commit"] },
  {
    doing: "sending a large parcel",
    plan: sending((number) => registration(number, LARGE)),
    early: ["statement.chunk"],
    turn: ["exchanges.commit"],
  },
  { doing: "asking", plan: sending(balance), early: ["register.recordOf"], turn: ["exchanges.commit"] },
  { doing: "being refused", plan: refusing, turn: ["exchanges.append"] },
  {
    doing: "fetching",
    plan: fetching,
    early: ["exchanges.find"],
    turn: ["exchanges.fetchParcel", "statement.fetched"],
  },
  { doing: "acknowledging", plan: acknowledging, early: ["seals.verify"], turn: ["exchanges.acknowledge"] },
  {
    doing: "approving",
    plan: approving,
    early: ["holds.find", "holds.heldOf", "seals.unhold", "register.resolve", "seals.seal"],
    turn: ["holds.vote", "exchanges.commit"],
  },
  {
    doing: "recording a consent",
    plan: consenting,
    early: ["idempotency.claim", "register.pseudonymOf"],
    turn: ["register.apply"],
    late: ["idempotency.finish"],
  },
  { doing: "asking for the receipt", plan: receiving, early: ["ledger.entryOf", "seals.sign"] },
];

/** Every boundary, before and after; the statement that commits also while it runs. */
export const POINTS: readonly Point[] = DEATHS.flatMap(
  ({ doing, plan, early = [], turn = [], late = [], either = [] }) => {
    const point = (boundary: string, when: Trap["when"], took: boolean | null): Point => ({
      name: `${doing}, ${when} ${boundary}`,
      plan,
      trap: { boundary, when, nth: 1 },
      took,
    });
    return [
      ...early.map((boundary) => point(boundary, "before", false)),
      ...turn.flatMap((boundary) => [
        point(boundary, "before", false),
        ...(boundary.startsWith("statement.") ? [point(boundary, "during", null)] : []),
        point(boundary, "after", true),
      ]),
      ...late.flatMap((boundary) => [point(boundary, "before", true), point(boundary, "after", true)]),
      ...either.map((boundary) => point(boundary, "after", null)),
    ];
  },
);

/** By name; a name that is no point is a mistake of the test. */
export function pointsNamed(names: readonly string[]): readonly Point[] {
  return names.map((name) => {
    const point = POINTS.find((one) => one.name === name);
    if (point === undefined) throw new Error(`there is no point called ${name}`);
    return point;
  });
}
