import { randomBytes } from "node:crypto";
import { constants, deflateRawSync } from "node:zlib";
import jwt from "jsonwebtoken";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { documentOf, newId } from "../../src/client/document.ts";
import { MESSAGE_BYTES_MAX } from "../../src/core/document/size.ts";
import { writePacket } from "../../src/openpgp/packets.ts";
import { sealMessage } from "../../src/openpgp/seal.ts";
import type { Outgoing } from "../../src/client/types.ts";
import { countRows, readCells } from "../support/cells.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { newRef } from "../support/documents.ts";
import { literal, signed, wrap } from "../support/openpgp-forge.ts";
import type { noon } from "../support/openpgp-identities.ts";
import { anIdentity, later, MINUTE } from "../support/openpgp-identities.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";
import { encode, keyOf, post, sealed } from "../support/wire.ts";

/** Stands in every hostile document, and may stand nowhere afterwards. */
const SECRET = "Zwijgplicht";
const SENDER = "entree";
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const minutes = (count: number): number => count * MINUTE;

interface Attack {
  readonly name: string;
  readonly make: (g: RunningGateway) => Promise<Uint8Array>;
  readonly code: string;
  readonly status?: number;
}

/** A document that would pass, were it not for what is done to it. */
async function decent(g: RunningGateway, change: Partial<Outgoing> = {}): Promise<Record<string, unknown>> {
  const outgoing = { ...documents.registration(newRef("E"), { lastName: SECRET }), ...change };
  return documentOf(await g.profile(SENDER), outgoing);
}
const text = async (g: RunningGateway): Promise<string> => JSON.stringify(await decent(g));

async function toUs(g: RunningGateway, inner: Uint8Array): Promise<Uint8Array> {
  return wrap(inner, (await g.profile(SENDER)).gatewayCertificates.slice(0, 1));
}
async function own(g: RunningGateway): Promise<Parameters<typeof signed>[1][number]> {
  return keyOf(await g.profile(SENDER));
}
const signedNow = async (g: RunningGateway, plaintext: Uint8Array, by = [SENDER]): Promise<Uint8Array> => {
  const keys = await Promise.all(by.map(async (name) => keyOf(await g.profile(name))));
  return signed(plaintext, keys, new Date(g.clock.now()));
};
async function sealedAt(g: RunningGateway, ms: number): Promise<Uint8Array> {
  return sealMessage({
    plaintext: utf8(await text(g)),
    signWith: await own(g),
    encryptTo: (await g.profile(SENDER)).gatewayCertificates.slice(0, 1),
    now: (g.clock.now() + ms) as typeof noon,
    profile: "gnupg",
  });
}

const OPENPGP: readonly Attack[] = [
  { name: "nothing at all", make: () => Promise.resolve(new Uint8Array()), code: "PGP_MALFORMED" },
  { name: "a document that nobody encrypted", make: async (g) => utf8(await text(g)), code: "PGP_NOT_ENCRYPTED" },
  {
    name: "one that was signed and not encrypted",
    make: async (g) => signedNow(g, utf8(await text(g))),
    code: "PGP_NOT_ENCRYPTED",
  },
  {
    name: "armor that never ends",
    make: () => Promise.resolve(utf8(`-----BEGIN PGP MESSAGE-----\n\n${SECRET}`)),
    code: "PGP_MALFORMED",
  },
  {
    name: "one that nobody signed",
    make: async (g) => toUs(g, literal(utf8(await text(g)))),
    code: "PGP_UNSIGNED",
  },
  {
    name: "the signature of another party",
    make: async (g) => sealed(g, "politie", utf8(await text(g))),
    code: "PGP_SIGNER_UNKNOWN",
  },
  {
    name: "the signature of a stranger",
    make: async (g) =>
      sealMessage({
        plaintext: utf8(await text(g)),
        signWith: await anIdentity({ now: later(-minutes(60)) }),
        encryptTo: (await g.profile(SENDER)).gatewayCertificates.slice(0, 1),
        now: g.clock.now(),
        profile: "gnupg",
      }),
    code: "PGP_SIGNER_UNKNOWN",
  },
  {
    name: "two signatures",
    make: async (g) => toUs(g, await signedNow(g, utf8(await text(g)), [SENDER, "politie"])),
    code: "PGP_SIGNATURES_MANY",
  },
  { name: "a signature of 16 minutes ago", make: (g) => sealedAt(g, -minutes(16)), code: "PGP_SIGNATURE_STALE" },
  { name: "a signature of the future", make: (g) => sealedAt(g, minutes(6)), code: "PGP_SIGNATURE_STALE" },
  {
    name: "a message to somebody else",
    make: async (g) =>
      sealMessage({
        plaintext: utf8(await text(g)),
        signWith: await own(g),
        encryptTo: [keyOf(await g.profile("politie")).certificate],
        now: g.clock.now(),
        profile: "gnupg",
      }),
    code: "PGP_NOT_FOR_US",
  },
  {
    name: "a message with a byte turned",
    make: async (g) => {
      const message = Uint8Array.from(await sealedAt(g, 0));
      message[message.length - 30]! ^= 1;
      return message;
    },
    code: "PGP_INTEGRITY",
  },
  {
    name: "a packet behind the message",
    make: async (g) => Buffer.concat([await sealedAt(g, 0), literal(utf8(SECRET))]),
    code: "PGP_MALFORMED",
  },
  {
    name: "BZip2",
    make: (g) => toUs(g, writePacket(8, Buffer.concat([Buffer.of(3), utf8("BZh91AY&SY")]))),
    code: "PGP_ALGORITHM_REFUSED",
  },
  {
    name: "encrypted data without integrity",
    make: () => Promise.resolve(writePacket(9, randomBytes(99))),
    code: "PGP_ALGORITHM_REFUSED",
  },
  {
    name: "a bomb of a gibibyte",
    make: (g) => {
      const block = deflateRawSync(new Uint8Array(1 << 20), { finishFlush: constants.Z_FULL_FLUSH });
      const start = deflateRawSync(Buffer.of(0xcb, 0xff, 0x40, 0, 0, 0), { finishFlush: constants.Z_FULL_FLUSH });
      const blocks = Array.from({ length: 1024 }, () => block);
      return toUs(g, writePacket(8, Buffer.concat([Buffer.of(1), start, ...blocks])));
    },
    code: "PGP_BOMB",
  },
];

/** JSON that no honest sender makes, as text around a decent document. */
const JSON_TEXTS: readonly {
  readonly name: string;
  readonly text: (decent: string) => string | Uint8Array;
  readonly code: string;
}[] = [
  { name: "no JSON", text: (it) => it.slice(0, -1), code: "DOCUMENT_MALFORMED" },
  {
    name: "bytes that are no UTF-8",
    text: (it) => Buffer.concat([utf8(it), Buffer.of(0xff)]),
    code: "DOCUMENT_MALFORMED",
  },
  { name: "a list", text: (it) => `[${it}]`, code: "DOCUMENT_HEADER_INVALID" },
  { name: "null", text: () => "null", code: "DOCUMENT_HEADER_INVALID" },
  { name: "17 levels", text: (it) => deep(it, 17), code: "DOCUMENT_TOO_DEEP" },
  { name: "100,000 levels", text: (it) => deep(it, 100_000), code: "DOCUMENT_TOO_DEEP" },
  {
    name: "a key twice",
    text: (it) => it.replace('"lastName":', '"lastName":"x","lastName":'),
    code: "DOCUMENT_DUPLICATE_KEY",
  },
  {
    name: "a key twice, once in other letters",
    text: (it) => it.replace('"lastName":', '"l\\u0061stName":"x","lastName":'),
    code: "DOCUMENT_DUPLICATE_KEY",
  },
  {
    name: "a header twice",
    text: (it) => it.replace('"header":', '"header":{},"header":'),
    code: "DOCUMENT_DUPLICATE_KEY",
  },
  ...["__proto__", "constructor", "prototype", "__pr\\u006fto__"].map((key) => ({
    name: `the key ${key}`,
    text: (it: string) => it.replace('"lastName":', `"${key}":{"isAdmin":true},"lastName":`),
    code: "DOCUMENT_FORBIDDEN_KEY",
  })),
  {
    name: "20,001 keys",
    text: (it) =>
      it.replace('"lastName":', `"x":{${Array.from({ length: 20_001 }, (_, at) => `"k${at}":1`).join()}},"lastName":`),
    code: "DOCUMENT_MALFORMED",
  },
  {
    name: "a number of 400 digits",
    text: (it) => it.replace('"householdSize":2', '"householdSize":1e400'),
    code: "DOCUMENT_INVALID",
  },
  {
    name: "a number that JSON readers round",
    text: (it) => it.replace('"householdSize":2', '"householdSize":9007199254740993'),
    code: "DOCUMENT_INVALID",
  },
];

const deep = (it: string, levels: number): string =>
  it.replace('"lastName":', `"x":${"[".repeat(levels)}${"]".repeat(levels)},"lastName":`);

type Change = (document: { header: Record<string, unknown> } & Record<string, unknown>) => void;
const header =
  (change: Record<string, unknown>): Change =>
  (it) =>
    void Object.assign(it.header, change);

/** Parsed documents with one member wrong. */
const MEMBERS: readonly { readonly name: string; readonly change: Change; readonly code: string }[] = [
  { name: "an unknown member in its header", change: header({ priority: SECRET }), code: "DOCUMENT_HEADER_INVALID" },
  { name: "an unknown member beside it", change: (it) => void (it["extra"] = SECRET), code: "DOCUMENT_INVALID" },
  { name: "no header", change: (it) => void Reflect.deleteProperty(it, "header"), code: "DOCUMENT_HEADER_INVALID" },
  {
    name: "a header that is a text",
    change: (it) => void Object.assign(it, { header: SECRET }),
    code: "DOCUMENT_HEADER_INVALID",
  },
  { name: "data that are a list", change: (it) => void (it["data"] = [SECRET]), code: "DOCUMENT_INVALID" },
  { name: "subjects that are a text", change: (it) => void (it["subjects"] = SECRET), code: "DOCUMENT_INVALID" },
  {
    name: "51 subjects",
    change: (it) => void (it["subjects"] = Array.from({ length: 51 }, () => ({ role: "tenant" }))),
    code: "DOCUMENT_INVALID",
  },
  { name: "another format", change: header({ format: "uitwisselpoort/2" }), code: "DOCUMENT_HEADER_INVALID" },
  {
    name: "a messageId of version 4",
    change: header({ messageId: "3f1d2c4e-8a9b-4c0d-9e1f-2a3b4c5d6e7f" }),
    code: "DOCUMENT_HEADER_INVALID",
  },
  { name: "a direction of its own", change: header({ direction: "sideways" }), code: "DOCUMENT_HEADER_INVALID" },
  { name: "a time without offset", change: header({ sentAt: "2026-11-24T09:00:00" }), code: "DOCUMENT_HEADER_INVALID" },
  {
    name: "a time of eight days ago",
    change: header({ sentAt: "2026-11-16T08:00:00Z" }),
    code: "DOCUMENT_HEADER_INVALID",
  },
  { name: "a time of tomorrow", change: header({ sentAt: "2026-11-25T09:00:00Z" }), code: "DOCUMENT_HEADER_INVALID" },
  { name: "a number for a sender", change: header({ from: 7 }), code: "DOCUMENT_HEADER_INVALID" },
  { name: "a question in what is none", change: header({ ask: ["lastName"] }), code: "DOCUMENT_HEADER_INVALID" },
  { name: "a question that asks nothing", change: header({ direction: "pull" }), code: "DOCUMENT_HEADER_INVALID" },
  { name: "an actor who is a BSN", change: header({ actor: "person:123456782" }), code: "DOCUMENT_HEADER_INVALID" },
  {
    name: "a purpose that holds a BSN",
    change: header({ purpose: "bsn-123-456-782" }),
    code: "DOCUMENT_HEADER_INVALID",
  },
  { name: "a recipient that holds a BSN", change: header({ to: "x123456782" }), code: "DOCUMENT_HEADER_INVALID" },
  {
    name: "an attachment with its content",
    change: (it) =>
      void (it["attachments"] = [
        {
          field: "defectPhoto",
          name: "a.jpg",
          mediaType: "image/jpeg",
          size: 3,
          sha256: "0".repeat(64),
          content: "AAAA",
        },
      ]),
    code: "ATTACHMENT_CONTENT_REFUSED",
  },
];

/** A sound document that does not belong to this token, or to anything agreed: a decision, with an exchange. */
const MISPLACED: readonly { readonly name: string; readonly change: Change; readonly reason: string }[] = [
  { name: "another party's name as sender", change: header({ from: "politie" }), reason: "HEADER_MISMATCH" },
  { name: "another environment", change: header({ environment: "production" }), reason: "HEADER_MISMATCH" },
  { name: "the direction of the other side", change: header({ direction: "out" }), reason: "HEADER_MISMATCH" },
  { name: "an unknown covenant", change: header({ covenant: "no-such-covenant" }), reason: "NO_CONTRACT" },
  { name: "another party's covenant", change: header({ covenant: "bergendal-debt-help" }), reason: "NO_CONTRACT" },
  {
    name: "a purpose that is not agreed",
    change: header({ purpose: "debt-assistance" }),
    reason: "PURPOSE_NOT_IN_CONTRACT",
  },
  { name: "a message that is not agreed", change: header({ message: "other" }), reason: "PURPOSE_NOT_IN_CONTRACT" },
  { name: "a recipient nobody knows", change: header({ to: "nobody-at-all" }), reason: "PARTNER_UNKNOWN" },
];

/** Tables that a token, or an entry of the ledger, may touch. */
const PASSING = /\.(used_assertion|ledger_(pending|entry|tile|state|opening))$/;

eachDatabase("A hostile sender", (under) => {
  let g: RunningGateway;
  beforeAll(async () => {
    g = await runGateway(under);
    await g.client("oosterpoort");
    await g.token(SENDER);
  });
  afterAll(() => g.close());

  const stored = async (): Promise<object> =>
    Object.fromEntries(Object.entries(await countRows(g)).filter(([table]) => !PASSING.test(table)));
  async function refusals(): Promise<readonly string[]> {
    const { rows } = await g.database.pool.query<{ header: Buffer }>(
      "SELECT header FROM ledger_opening WHERE kind = 'message.refused' ORDER BY entry_id",
    );
    return rows.map(({ header: bytes }) => (JSON.parse(bytes.toString()) as { code: string }).code);
  }

  async function isRefused(
    message: Uint8Array,
    { code, status = 400 }: { code: string; status?: number },
  ): Promise<void> {
    const [before, known] = [await stored(), await refusals()];
    const answer = await post(g, { profile: SENDER, message });
    const body = await answer.text();
    expect({ status: answer.status, type: answer.headers.get("content-type") }).toEqual({
      status,
      type: "application/problem+json",
    });
    expect(JSON.parse(body)).toMatchObject({ code, status, retryable: false, next: expect.any(String) as string });
    expect(body).not.toContain(SECRET);
    expect(await refusals()).toEqual([...known, code]);
    expect(await stored()).toEqual(before);
  }

  it.each(OPENPGP)("sends $name", async ({ make, code, status = 400 }) => {
    await isRefused(await make(g), { code, status });
  });

  it.each(JSON_TEXTS)("sends JSON with $name", async ({ text: make, code }) => {
    const made = make(await text(g));
    await isRefused(await sealed(g, SENDER, typeof made === "string" ? utf8(made) : made), { code });
  });

  it.each(MEMBERS)("sends a document with $name", async ({ change, code }) => {
    const document = (await decent(g)) as Parameters<Change>[0];
    const copy = { ...document, header: { ...document.header } };
    change(copy);
    await isRefused(await sealed(g, SENDER, encode(copy)), { code });
  });

  it.each(MISPLACED)("sends a document with $name, which is a refusal like any other", async ({ change, reason }) => {
    const document = (await decent(g)) as Parameters<Change>[0];
    const copy = { ...document, header: { ...document.header } };
    change(copy);
    const answer = await post(g, { profile: SENDER, message: await sealed(g, SENDER, encode(copy)) });
    const body = await answer.text();
    expect(answer.status).toBe(403);
    const said = JSON.parse(body) as { code: string; reasons: { code: string }[] };
    expect(said.code).toBe("EXCHANGE_DENIED");
    expect(said.reasons.map(({ code }) => code)).toContain(reason);
    expect(body).not.toContain(SECRET);
  });

  describe("comes without a token that holds", () => {
    const message = (): Promise<Uint8Array> => sealedAt(g, 0);

    it.each([
      { name: "none", token: () => Promise.resolve(""), code: "TOKEN_REFUSED", status: 401 },
      { name: "rubbish", token: () => Promise.resolve("rubbish"), code: "TOKEN_REFUSED", status: 401 },
      {
        name: "one that nobody signed",
        token: async () => {
          const [, claims = ""] = (await g.token(SENDER)).split(".");
          const head = Buffer.from(JSON.stringify({ alg: "none", typ: "at+jwt" })).toString("base64url");
          return `${head}.${claims}.`;
        },
        code: "TOKEN_REFUSED",
        status: 401,
      },
      {
        name: "one that it signed itself",
        token: async () => {
          const profile = await g.profile(SENDER);
          const claims = jwt.decode(await g.token(SENDER)) as object;
          const { alg, kid, key } = profile.clientKey;
          return jwt.sign(claims, key, { algorithm: alg, keyid: kid, header: { alg, typ: "at+jwt" } });
        },
        code: "TOKEN_REFUSED",
        status: 401,
      },
      {
        name: "the wrong scope",
        token: () => g.token(SENDER, { scope: "covenant:read" }),
        code: "SCOPE_MISSING",
        status: 403,
      },
      { name: "a person's", token: () => g.token("staff-privacy-officer"), code: "SCOPE_MISSING", status: 403 },
    ])("$name", async ({ token, code, status }) => {
      const given = await token();
      const [before, known] = [await stored(), await refusals()];
      const answer = await post(g, { profile: SENDER, message: await message(), token: given });
      expect(await answer.json()).toMatchObject({ code, status });
      expect(await stored()).toEqual(before);
      expect(await refusals()).toEqual(known);
    });

    it("an old one", async () => {
      const token = await g.token(SENDER);
      await g.sequenced();
      g.clock.move(minutes(11));
      const answer = await post(g, { profile: SENDER, message: await message(), token });
      expect(await answer.json()).toMatchObject({ code: "TOKEN_EXPIRED", status: 401 });
    });

    it("that of a party that was suspended since", async () => {
      const token = await g.token(SENDER);
      const officer = await g.client("staff-privacy-officer");
      await officer.post(`/v1/parties/${SENDER}/suspensions`, { reason: "incident" });
      const answer = await post(g, { profile: SENDER, message: await message(), token });
      await officer.post(`/v1/parties/${SENDER}/resumptions`, { reason: "it is over" });
      expect(await answer.json()).toMatchObject({ code: "TOKEN_REFUSED", status: 401 });
    });
  });

  it.each([
    { name: "more than a message", headers: {}, bytes: MESSAGE_BYTES_MAX + 1, code: "BODY_TOO_LARGE", status: 413 },
    {
      name: "another media type",
      headers: { "content-type": "text/html" },
      bytes: 10,
      code: "MEDIA_TYPE_UNSUPPORTED",
      status: 415,
    },
  ])("sends $name, which is not even opened", async ({ headers, bytes, code, status }) => {
    const [before, known] = [await stored(), await refusals()];
    const answer = await post(g, { profile: SENDER, message: new Uint8Array(bytes), headers });
    expect(await answer.json()).toMatchObject({ code, status });
    expect(await stored()).toEqual(before);
    expect(await refusals()).toEqual(known);
  });

  it.each([
    { name: "a BSN", field: "123456782" },
    { name: "a BSN behind a word", field: "bsn123456782" },
    { name: "a BSN with separators", field: "nr 123.456.782" },
    { name: "a BSN in other digits", field: "١٢٣٤٥٦٧٨٢" },
    { name: "control characters", field: `a\u0000\u001b[31m${SECRET}` },
    { name: "half a character", field: "\ud800" },
    { name: "ten kilobytes", field: `${SECRET}${"x".repeat(10_240)}` },
    { name: "a sentence", field: `mevrouw ${SECRET} is ziek` },
    { name: "nothing", field: "" },
  ])("names a field with $name, and it is withheld without being named", async ({ field }) => {
    const document = documentOf(await g.profile(SENDER), documents.registration(newRef("E"), { [field]: SECRET }));
    const answer = await post(g, { profile: SENDER, message: await sealed(g, SENDER, encode(document)) });
    const body = await answer.text();
    expect(answer.status).toBe(201);
    const { fields } = JSON.parse(body) as { fields: { field: string; verdict: string }[] };
    expect(fields.filter(({ field: name }) => name === "*")).toMatchObject([{ verdict: "withheld" }]);
    expect(fields.map(({ field: name }) => name)).not.toContain(field);
    expect(body).not.toContain(SECRET);
  });

  it("is told the names of other fields that it made up, each withheld", async () => {
    const extra = { "favouriteColour": "blauw", "huis-dier": "kat" };
    const document = documentOf(await g.profile(SENDER), documents.registration(newRef("E"), extra));
    const answer = await post(g, { profile: SENDER, message: await sealed(g, SENDER, encode(document)) });
    const { fields } = (await answer.json()) as {
      fields: { field: string; verdict: string; reason: { code: string } }[];
    };
    for (const name of Object.keys(extra)) {
      expect(fields.find(({ field }) => field === name)).toMatchObject({
        verdict: "withheld",
        reason: { code: "FIELD_STRIPPED" },
      });
    }
  });

  it("cannot have its messageId taken for another's", async () => {
    const messageId = newId();
    const mine = encode(await decent(g, { messageId }));
    expect((await post(g, { profile: SENDER, message: await sealed(g, SENDER, mine) })).status).toBe(201);
    const other = documentOf(await g.profile("werkgroep-bijzondere-bemiddeling"), {
      ...documents.mediation(newRef("B")),
      messageId,
    });
    const message = await sealed(g, "werkgroep-bijzondere-bemiddeling", encode(other));
    expect((await post(g, { profile: "werkgroep-bijzondere-bemiddeling", message })).status).toBe(201);
  });

  it("leaves nothing of all this in log, metrics or database, and no fault of ours", async () => {
    expect(g.logLines.join("")).not.toContain(SECRET);
    expect(g.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
    const metrics = await (await g.fetch("/metrics")).text();
    expect(metrics).not.toContain(SECRET);
    expect(metrics).not.toMatch(/status="5\d\d"/);
    const found = (await readCells(g)).filter(
      ({ at, text: cell }) => cell.includes(SECRET) && !at.startsWith("public.subject."),
    );
    expect(found.map(({ at }) => at)).toEqual([]);
  });

  it("leaves a ledger in which an auditor finds nothing", async () => {
    expect((await g.audit()).findings).toEqual([]);
  });
});
