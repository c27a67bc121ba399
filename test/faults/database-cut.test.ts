import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ProblemError } from "../../src/client/problem.ts";
import { eachDatabase, serverUrl } from "../support/databases.ts";
import { setStage, type Stage } from "./crash.ts";
import { untilAnswered } from "./keeper.ts";
import { layWire, type Wire } from "./proxy.ts";
import { makeInstallation, makePlace, type Installation } from "./site.ts";
import { handsOf, post, repair, type Letter } from "./traffic.ts";

const TENANTS = 120;
const LANES = 3;
/** Longer than the client's own tries, so that it has to tell. */
const CUT_MS = 4_000;
const TERMINATE_MS = 1_500;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A server's connections can break; the embedded database has none. */
eachDatabase("a database that goes away", (under) => {
  let installation: Installation;
  let wire: Wire;
  let stage: Stage;
  beforeAll(async () => {
    if (under.kind === "embedded") return;
    installation = await makeInstallation();
    const place = await makePlace("postgres");
    const url = new URL(place.options.url!);
    wire = await layWire({ host: url.hostname, port: Number(url.port === "" ? 5432 : url.port) });
    url.hostname = "127.0.0.1";
    url.port = String(wire.port);
    stage = await setStage(installation, { place: { ...place, options: { url: url.href } }, tenants: TENANTS });
  });
  afterAll(async () => {
    if (under.kind === "embedded") return;
    await stage.dispose();
    await wire.cut();
    await installation.dispose();
  });

  /** Sends without pause; gives what could not be answered and every problem that was told. */
  async function load(state: {
    over: boolean;
  }): Promise<{ unanswered: Letter[]; problems: ProblemError["problem"][] }> {
    const unanswered: Letter[] = [];
    const problems: ProblemError["problem"][] = [];
    const hands = await handsOf(installation);
    await hands("oosterpoort").client.connection.token();
    while (!state.over) {
      const sent = repair(stage.tenant());
      try {
        stage.told.push({ letter: sent, answered: (await post(sent, hands)).answered });
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        problems.push(error.problem);
        unanswered.push(sent);
      }
    }
    return { unanswered, problems };
  }

  async function during(fault: () => Promise<void>): Promise<ProblemError["problem"][]> {
    const state = { over: false };
    const lanes = Promise.all(Array.from({ length: LANES }, () => load(state)));
    await fault();
    state.over = true;
    const done = await lanes;
    for (const sent of done.flatMap(({ unanswered }) => unanswered)) {
      const { answered } = await untilAnswered(() => post(sent, stage.hands));
      stage.told.push({ letter: sent, answered });
    }
    return done.flatMap(({ problems }) => problems);
  }

  it.skipIf(under.kind === "embedded")(
    "is answered with a 503 that may be retried, and with nothing else",
    async () => {
      const problems = await during(async () => {
        await pause(300);
        await wire.cut();
        await pause(CUT_MS / 2);
        expect((await fetch(`${installation.url}/health/ready`)).status).toBe(503);
        await pause(CUT_MS / 2);
        await wire.mend();
      });
      expect(problems.length).toBeGreaterThan(0);
      for (const problem of problems)
        expect(problem).toMatchObject({ status: 503, code: "DATABASE_UNAVAILABLE", retryable: true });
    },
  );

  it.skipIf(under.kind === "embedded")(
    "is not even noticed by a client where only its connections are ended",
    async () => {
      const admin = new pg.Client({ connectionString: serverUrl() });
      await admin.connect();
      let ended = 0;
      const problems = await during(async () => {
        const until = Date.now() + TERMINATE_MS;
        while (Date.now() < until) {
          await pause(100);
          const { rowCount } = await admin.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1",
            [stage.keeper.place.name],
          );
          ended += rowCount ?? 0;
        }
      });
      await admin.end();
      expect(ended).toBeGreaterThan(LANES);
      for (const problem of problems)
        expect(problem).toMatchObject({ status: 503, code: "DATABASE_UNAVAILABLE", retryable: true });
    },
  );

  it.skipIf(under.kind === "embedded")("loses nothing of what was answered before, meanwhile and after", async () => {
    await expect(stage.curtain("expected")).resolves.toMatchObject({ exchanges: stage.told.length });
  });
});
