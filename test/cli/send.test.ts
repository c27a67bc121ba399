import { describe, expect, it } from "vitest";

import type { OpenedParcel } from "../../src/client/types.ts";
import type { Instant } from "../../src/core/ids.ts";
import { openMessage } from "../../src/openpgp/open.ts";
import { sealMessage } from "../../src/openpgp/seal.ts";
import { noon, utf8 } from "../support/openpgp-identities.ts";
import { problem, type Heard } from "./gateway.ts";
import { EXCHANGE, gateway, gatewayJson, useWorld } from "./world.ts";

const world = useWorld();
const MESSAGE = "019aab70-8000-7000-8000-0123456789ab";

const stripped = { code: "FIELD_STRIPPED", param: "iban", says: "`iban` is not agreed here", next: "leave it out" };
const FIELDS = [
  { field: "caseRef", verdict: "released", transform: "pass", reason: null },
  { field: "birthDate", verdict: "transformed", transform: "month", reason: null },
  { field: "iban", verdict: "withheld", transform: null, reason: stripped },
];
const TRACE = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };
const answer = (change: object) => ({
  exchangeId: EXCHANGE,
  outcome: "allow",
  reasons: [],
  fields: FIELDS,
  retryable: false,
  trace: TRACE,
  receipt: null,
  ...change,
});
const ALLOWED = { status: 201, json: answer({}) };
const HELD = {
  status: 202,
  json: answer({ outcome: "hold", fields: [], hold: { dueAt: "2026-11-27T23:00:00.000Z", escalates: false } }),
};
const consent = { code: "CONSENT_MISSING", says: "no consent is recorded", next: "ask the person" };
const DENIED = {
  status: 403,
  json: {
    ...(problem(403, "EXCHANGE_DENIED").json as object),
    ...answer({ outcome: "deny", reasons: [consent], fields: [] }),
  },
};

const DRAFT = {
  header: { covenant: "bergendal-early-signal", purpose: "early-debt-signalling", direction: "in" },
  subjects: [{ role: "tenant" }],
  data: { caseRef: "S-1", lastName: "Vermeulen", birthDate: "1967-12-24", iban: "NL91ABNA0417164300" },
};
const HEADER = {
  environment: "sandbox",
  exchangeId: EXCHANGE,
  messageId: MESSAGE,
  trace: TRACE,
  from: "gemeente-bergendal",
  to: "oosterpoort",
  covenant: "bergendal-early-signal",
  purpose: "early-debt-signalling",
  direction: "in",
  message: "default",
};

interface Sent {
  readonly header: Readonly<Record<string, unknown>>;
  readonly subjects: readonly object[];
  readonly data: object;
}

/** What stood inside the signature, as the gateway would open it. */
async function opened({ body }: Heard): Promise<Sent> {
  const { plaintext } = await openMessage({
    message: body,
    own: [world().theirs],
    senders: [world().ours.certificate],
    now: Date.now() as Instant,
  });
  return JSON.parse(Buffer.from(plaintext).toString("utf8")) as Sent;
}

async function sentDocuments(): Promise<readonly Sent[]> {
  return Promise.all(
    world()
      .gateway.heard.filter(({ path }) => path === "/v1/exchanges")
      .map(opened),
  );
}

async function sendDraft(draft: unknown, more: readonly string[] = [], told = {}) {
  const profile = await world().profile();
  return gateway(["send", await world().write("draft.json", draft), "--profile", profile, ...more], told);
}

describe("gateway send", () => {
  it("fills in what the profile and the clock know, signs and seals", async () => {
    world().gateway.says("POST /v1/exchanges", ALLOWED);
    expect((await sendDraft(DRAFT)).exitCode).toBe(0);
    const [document] = await sentDocuments();
    expect(document).toMatchObject({
      header: {
        format: "uitwisselpoort/1",
        environment: "sandbox",
        from: "gemeente-bergendal",
        to: "oosterpoort",
        covenant: "bergendal-early-signal",
        message: "default",
        sentAt: "2026-11-22T12:00:00.000Z",
        replyTo: null,
      },
      subjects: DRAFT.subjects,
      data: DRAFT.data,
    });
  });

  it("makes a document of options, with the person by reference and the data from standard input", async () => {
    world().gateway.says("POST /v1/exchanges", ALLOWED);
    const profile = await world().profile({ party: "oosterpoort" });
    const options =
      "--covenant bergendal-early-signal --purpose early-debt-signalling --direction out --to gemeente-bergendal";
    const ran = await gateway(["send", ...options.split(" "), "--person-ref", "T-2001", "--profile", profile], {
      stdin: JSON.stringify(DRAFT.data),
    });
    expect(ran.exitCode).toBe(0);
    expect((await sentDocuments())[0]).toMatchObject({
      header: { from: "oosterpoort", to: "gemeente-bergendal", direction: "out" },
      subjects: [{ role: "tenant", personRef: "T-2001" }],
      data: DRAFT.data,
    });
  });

  it("answers a question afterwards: a pull of the corporation that names it and asks nothing", async () => {
    world().gateway.says("POST /v1/exchanges", ALLOWED);
    const profile = await world().profile({ party: "oosterpoort" });
    const draft = {
      header: { covenant: "bergendal-debt-help", purpose: "debt-assistance" },
      data: { arrearsAmount: 1 },
    };
    const given = ["send", await world().write("answer.json", draft), "--direction", "pull", "--profile", profile];
    const ran = await gateway([...given, "--to", "schuldhulp-bergendal", "--reply-to", MESSAGE]);
    expect(ran.exitCode).toBe(0);
    const [document] = await sentDocuments();
    expect(document?.header).toMatchObject({ direction: "pull", to: "schuldhulp-bergendal", replyTo: MESSAGE });
    expect(document?.header).not.toHaveProperty("ask");
    const wrong = await gateway([...given, "--to", "schuldhulp-bergendal", "--reply-to", "K-1"]);
    expect(wrong.exitCode).toBe(2);
    expect(await sentDocuments()).toHaveLength(1);
  });

  it("sends the same document, to the byte, for the same message id", async () => {
    world().gateway.says("POST /v1/exchanges", ALLOWED);
    await sendDraft(DRAFT, ["--message-id", MESSAGE]);
    await sendDraft(DRAFT, ["--message-id", MESSAGE]);
    const [first, second] = await sentDocuments();
    expect(first?.header["messageId"]).toBe(MESSAGE);
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  });

  it.each([
    {
      name: "an allow",
      says: ALLOWED,
      exitCode: 0,
      json: { outcome: "allow", hold: null, reasons: [], fields: FIELDS },
    },
    {
      name: "a hold",
      says: HELD,
      exitCode: 0,
      json: { outcome: "hold", hold: { dueAt: "2026-11-27T23:00:00.000Z" }, reasons: [], fields: [] },
    },
    {
      name: "a refusal",
      says: DENIED,
      exitCode: 3,
      json: { outcome: "deny", hold: null, reasons: [consent], fields: [] },
    },
  ])("prints one object for $name, and its exit code says it too", async ({ says, exitCode, json }) => {
    world().gateway.says("POST /v1/exchanges", says);
    const file = await world().write("draft.json", DRAFT);
    const line = ["send", file, "--message-id", MESSAGE, "--profile", await world().profile()];
    expect(await gatewayJson(line)).toEqual({ exitCode, json: { v: 1, ...HEADER, retryable: false, ...json } });
  });

  it("sends the very same again when the gateway hangs up, and says so", async () => {
    let nth = 0;
    world().gateway.says("POST /v1/exchanges", () => (++nth < 3 ? { hangsUp: true } : ALLOWED));
    const profile = await world().profile();
    const file = await world().write("again.json", DRAFT);
    const ran = await gateway(["send", file, "--profile", profile]);
    expect(ran.exitCode).toBe(0);
    const sent = world().gateway.heard.filter(({ path }) => path === "/v1/exchanges");
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map(({ body }) => body.toString("base64"))).size).toBe(1);
    expect(ran.err).toContain("attempt 2 of 4");
    expect(ran.err).toContain("attempt 3 of 4");
    expect(ran.out).not.toContain("attempt");
  });

  it.each(["send", "ask"])(
    "%s: gives up in the end, and tells how to send the same document again",
    async (command) => {
      world().gateway.says("POST /v1/exchanges", { hangsUp: true });
      const profile = await world().profile();
      const file = await world().write("never.json", DRAFT);
      const line = [command, file, "--message-id", MESSAGE, "--profile", profile];
      const { exitCode, json } = await gatewayJson(line);
      expect(exitCode).toBe(5);
      expect(json).toMatchObject({
        error: {
          code: "UNREACHABLE",
          retryable: true,
          next: expect.stringContaining(`--message-id ${MESSAGE}`) as string,
        },
      });
      expect(world().gateway.calls()).toHaveLength(4);
    },
  );

  it("tells what is withheld as what it is, and not as a fault of the token", async () => {
    world().gateway.says("POST /v1/exchanges", problem(403, "PARCEL_WITHHELD"));
    const file = await world().write("withheld.json", DRAFT);
    const { exitCode, json } = await gatewayJson(["ask", file, "--profile", await world().profile()]);
    expect(exitCode).toBe(3);
    expect(json).toMatchObject({ error: { code: "PARCEL_WITHHELD", next: "do this" } });
  });

  it("tells people outcome, verdicts, the exchange and what to do next", async () => {
    world().gateway.says("POST /v1/exchanges", ALLOWED);
    const { out, err } = await sendDraft(DRAFT);
    const lines = out.split("\n");
    expect(lines[0]).toBe("✓ allowed");
    expect(lines.slice(1, 5).map((line) => line.trim().split(/ {2,}/))).toEqual([
      ["field", "verdict", "transform", "why"],
      ["caseRef", "released", "pass"],
      ["birthDate", "transformed", "month"],
      ["iban", "withheld", "-", "FIELD_STRIPPED: `iban` is not agreed here"],
    ]);
    expect(out).toContain(`exchange ${EXCHANGE}`);
    expect(out).toMatch(new RegExp(`gateway receipt get ${EXCHANGE} --wait 5 --profile \\S+profile-`));
    expect(err).toMatch(/^\[sandbox\] gemeente-bergendal at http:/);
  });

  it.each([
    { says: HELD, word: "◐ held" },
    { says: DENIED, word: "✗ refused" },
  ])("says $word in words, not in colour alone", async ({ says, word }) => {
    world().gateway.says("POST /v1/exchanges", says);
    expect((await sendDraft(DRAFT)).out.startsWith(word)).toBe(true);
  });

  it.each([
    { name: "another sender", draft: { ...DRAFT, header: { ...DRAFT.header, from: "gemeente-heumen" } } },
    { name: "another environment", draft: { ...DRAFT, header: { ...DRAFT.header, environment: "production" } } },
    { name: "a header member that is not known", draft: { ...DRAFT, header: { ...DRAFT.header, goal: "x" } } },
    { name: "no purpose", draft: { ...DRAFT, header: { covenant: "bergendal-early-signal", direction: "in" } } },
    { name: "no data", draft: { header: DRAFT.header } },
    { name: "broken JSON", draft: '{ "header": { "covenant": "Vermeulen' },
    { name: "a key twice", draft: '{ "data": { "lastName": "Vermeulen", "lastName": "Jansen" } }' },
  ])("sends nothing of a document with $name", async ({ draft }) => {
    const ran = await sendDraft(draft);
    expect(ran.exitCode).toBe(2);
    expect(world().gateway.heard).toEqual([]);
    expect(ran.all).not.toContain("Vermeulen");
  });

  it.each([
    { name: "a message id that is no UUIDv7", more: ["--message-id", "1"] },
    { name: "both a document and data", more: ["--data", "-"] },
  ])("refuses $name as usage", async ({ more }) => {
    expect((await sendDraft(DRAFT, more)).exitCode).toBe(2);
  });
});

describe("gateway send in production", () => {
  const sendThere = async (more: readonly string[], told = {}) => {
    world().gateway.says("POST /v1/exchanges", ALLOWED);
    const profile = await world().profile({ environment: "production" });
    return gateway(["send", await world().write("draft.json", DRAFT), "--profile", profile, ...more], told);
  };

  it.each([
    { name: "goes on when the party is named", more: [], told: { types: "oosterpoort" }, exitCode: 0, sent: 1 },
    { name: "stops at another name", more: [], told: { types: "entree" }, exitCode: 2, sent: 0 },
    { name: "stops where nobody can be asked", more: [], told: {}, exitCode: 2, sent: 0 },
    { name: "asks nobody with --yes", more: ["--yes"], told: {}, exitCode: 0, sent: 1 },
  ])("$name", async ({ more, told, exitCode, sent }) => {
    const ran = await sendThere(more, told);
    expect(ran.exitCode).toBe(exitCode);
    expect(await sentDocuments()).toHaveLength(sent);
    expect(ran.err).toContain("[PRODUCTION]");
  });
});

describe("gateway ask", () => {
  const QUESTION = { ...DRAFT, header: { ...DRAFT.header, direction: "pull" }, data: { caseRef: "S-1" } };
  const PARCEL = {
    header: { exchangeId: EXCHANGE, to: "gemeente-bergendal" },
    subjects: [],
    data: { arrearsAmount: 1420.5 },
  };
  const line = async (): Promise<readonly string[]> => {
    const file = await world().write("question.json", QUESTION);
    const profile = await world().profile();
    return ["ask", file, "--fields", "arrearsAmount,caseRef", "--message-id", MESSAGE, "--profile", profile];
  };
  const sealed = () =>
    sealMessage({
      plaintext: utf8(JSON.stringify(PARCEL)),
      signWith: world().theirs,
      encryptTo: [world().ours.certificate],
      now: noon,
      profile: "gnupg",
    });

  it("asks for the fields, and opens the answer", async () => {
    const content = await sealed();
    const says = { ...ALLOWED.json, answer: { sha256: "00", content: Buffer.from(content).toString("base64") } };
    world().gateway.says("POST /v1/exchanges", { status: 201, json: says });
    const { exitCode, json } = await gatewayJson(await line());
    expect((await sentDocuments())[0]?.header).toMatchObject({ direction: "pull", ask: ["arrearsAmount", "caseRef"] });
    const answerJson = (json as { answer: OpenedParcel }).answer;
    expect(exitCode).toBe(0);
    expect(json).toEqual({
      v: 1,
      ...HEADER,
      direction: "pull",
      outcome: "allow",
      retryable: false,
      hold: null,
      reasons: [],
      fields: FIELDS,
      answer: { ...PARCEL, sha256: answerJson.sha256 },
    });
    expect(answerJson.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it("shows people the opened data", async () => {
    const content = Buffer.from(await sealed()).toString("base64");
    world().gateway.says("POST /v1/exchanges", { status: 201, json: { ...ALLOWED.json, answer: { content } } });
    const { out } = await gateway(await line());
    expect(out).toContain('"arrearsAmount": 1420.5');
    expect(out).toContain(`gateway ack ${EXCHANGE}`);
  });

  it("has no answer yet while it is held", async () => {
    world().gateway.says("POST /v1/exchanges", HELD);
    expect(await gatewayJson(await line())).toMatchObject({ exitCode: 0, json: { outcome: "hold", answer: null } });
  });

  it("finds an answer broken that another has signed", async () => {
    const forged = await sealMessage({
      plaintext: utf8(JSON.stringify(PARCEL)),
      signWith: world().ours,
      encryptTo: [world().ours.certificate],
      now: noon,
      profile: "gnupg",
    });
    const says = { ...ALLOWED.json, answer: { content: Buffer.from(forged).toString("base64") } };
    world().gateway.says("POST /v1/exchanges", { status: 201, json: says });
    const ran = await gateway(await line());
    expect(ran.exitCode).toBe(20);
    expect(ran.all).not.toContain("1420");
  });
});
