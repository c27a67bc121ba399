import { expect } from "vitest";
import { ProblemError } from "../../src/client/problem.ts";
import type { Answered } from "../../src/client/types.ts";
import { untilAnswered, type Keeper } from "./keeper.ts";
import { consent, handOver, post, postAgain, repair, type Hands, type Letter, type Reply } from "./traffic.ts";

/** Every answer that a client got; at the end each must still be the answer. */
export interface Told {
  readonly letter: Letter;
  readonly answered: Answered;
}

export interface Scene {
  readonly keeper: Keeper;
  readonly hands: Hands;
  readonly told: Told[];
  /** A tenant that nothing was done with yet. */
  readonly tenant: () => number;
}

/** Something a client does once, and again when it was not answered. */
export interface Deed {
  attempt(): Promise<void>;
  /** After the restart: asks until answered and checks that the answer is the one it must be. */
  again(): Promise<void>;
}

/** Prepares a deed; `took` says whether what is done must have been done before the process died, where that is known. */
export type Plan = (scene: Scene, took: boolean | null) => Promise<Deed>;

/** Sends a document; then again, by turns encrypted anew and as the same bytes. */
export const sending = (make: (tenant: number) => Letter): Plan => {
  return (scene, took) => {
    const { hands, keeper, told } = scene;
    const sent = make(scene.tenant());
    let first: Reply | null = null;
    return Promise.resolve({
      async attempt() {
        first = await post(sent, hands);
        expect(first.replayed).toBe(false);
      },
      async again() {
        const sameBytes = hands(sent.from).last.call?.path === "/v1/exchanges" && scene.told.length % 2 === 0;
        const second = await untilAnswered(() => (sameBytes ? postAgain : post)(sent, hands));
        expectReplay(second, { diedAt: keeper.diedAt(), took: first === null ? took : true });
        if (first !== null) expectSame(second.answered, first.answered);
        const third = await untilAnswered(() => post(sent, hands));
        expect(third.replayed).toBe(true);
        expectSame(third.answered, second.answered);
        told.push({ letter: sent, answered: second.answered });
      },
    });
  };
};

/** Decided before the crash and answered after it means replayed; decided after it means decided anew. Never both. */
function expectReplay(
  { answered, replayed }: Reply,
  { diedAt, took }: { readonly diedAt: number; readonly took: boolean | null },
): void {
  const { decidedAt } = answered as Answered & { readonly decidedAt?: string };
  if (decidedAt !== undefined) expect(replayed).toBe(Date.parse(decidedAt) < diedAt);
  if (took !== null) expect(replayed).toBe(took);
}

export function expectSame(later: Answered, earlier: Answered): void {
  const decision = ({ exchangeId, outcome, reasons, fields, answer }: Answered): object => ({
    exchangeId,
    outcome,
    reasons,
    fields,
    answer,
  });
  expect(decision(later)).toEqual(decision(earlier));
}

/** What is no OpenPGP message: refused, with an entry and nothing else. */
export const refusing: Plan = ({ hands }) => {
  const { connection } = hands("entree").client;
  const body = { bytes: new TextEncoder().encode("geen bericht"), type: "application/pgp-encrypted" };
  const ask = async (): Promise<void> => {
    const { status } = await connection.call({ method: "POST", path: "/v1/exchanges", body }, [400]);
    expect(status).toBe(400);
  };
  return Promise.resolve({ attempt: ask, again: () => untilAnswered(ask) });
};

async function delivered(scene: Scene, make: (tenant: number) => Letter): Promise<Answered> {
  const sent = make(scene.tenant());
  const { answered } = await untilAnswered(() => post(sent, scene.hands));
  scene.told.push({ letter: sent, answered });
  return answered;
}

export const fetching: Plan = async (scene) => {
  const { exchangeId } = await delivered(scene, repair);
  const fetched: string[] = [];
  const ask = async (): Promise<void> => {
    const { header, sha256 } = await scene.hands("installatiebedrijf-voorbeeld").client.fetch(exchangeId);
    expect(header["exchangeId"]).toBe(exchangeId);
    fetched.push(sha256);
  };
  return {
    attempt: ask,
    async again() {
      await untilAnswered(ask);
      expect(new Set(fetched).size).toBe(1);
    },
  };
};

export const acknowledging: Plan = async (scene, took) => {
  const { exchangeId } = await delivered(scene, repair);
  const { client } = scene.hands("installatiebedrijf-voorbeeld");
  await client.fetch(exchangeId);
  const ask = (): Promise<{ readonly recorded: boolean }> => client.acknowledge(exchangeId);
  return {
    async attempt() {
      expect(await ask()).toEqual({ recorded: true });
    },
    async again() {
      expect(await untilAnswered(ask)).toEqual({ recorded: took === false });
    },
  };
};

/** A hold that one vote ends. Whenever the process dies, the vote counts and the hold ends by the approver's next try. */
export const approving: Plan = async (scene) => {
  const { exchangeId, outcome } = await delivered(scene, handOver);
  expect(outcome).toBe("hold");
  const { client } = scene.hands("staff-collections-lead");
  const { items } = (await client.get("/v1/holds?state=open&limit=100")) as {
    items: { holdId: string; exchangeId: string }[];
  };
  const { holdId } = items.find((item) => item.exchangeId === exchangeId)!;
  const ask = (): Promise<unknown> => client.post(`/v1/holds/${holdId}/approvals`, { reason: "dossier gezien" });
  return {
    attempt: async () => {
      await ask();
    },
    async again() {
      await untilAnswered(ask).catch((error: unknown) => expect(codeOf(error)).toBe("HOLD_ENDED"));
      expect(await client.get(`/v1/holds/${holdId}`)).toMatchObject({ state: "approved" });
      const view = await scene.hands("oosterpoort").client.get(`/v1/exchanges/${exchangeId}`);
      expect(view).toMatchObject({ outcome: "allow", parcel: { status: "ready" } });
      const at = scene.told.findIndex(({ answered }) => answered.exchangeId === exchangeId);
      scene.told[at] = { letter: scene.told[at]!.letter, answered: view as Answered };
    },
  };
};

/** A change of the register with a name of its own: told twice, it is there once. */
export const consenting: Plan = (scene, took) => {
  const number = scene.tenant();
  const { client } = scene.hands("oosterpoort");
  const ask = (): Promise<unknown> => client.post("/v1/consents", consent(`TS-${number}`, number));
  return Promise.resolve({
    attempt: async () => {
      await ask();
    },
    async again() {
      const said = await untilAnswered(ask).then(
        () => "recorded",
        (error: unknown) => codeOf(error),
      );
      expect(said).toBe(took === false ? "recorded" : "REGISTER_CONFLICT");
    },
  });
};

/** Proof of an exchange: made when asked for, so that nothing of it can be lost. */
export const receiving: Plan = async (scene) => {
  const { exchangeId } = await delivered(scene, repair);
  const ask = async (): Promise<void> => {
    const { status, checked } = await scene.hands("oosterpoort").client.receipt(exchangeId, 5);
    expect({ status, exchangeId: checked.exchangeId }).toEqual({ status: "sequenced", exchangeId });
  };
  return { attempt: ask, again: () => untilAnswered(ask) };
};

export const codeOf = (error: unknown): string => (error instanceof ProblemError ? error.problem.code : String(error));
