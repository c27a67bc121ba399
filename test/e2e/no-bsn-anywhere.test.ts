import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { documentOf } from "../../src/client/document.ts";
import type { Outgoing } from "../../src/client/types.ts";
import type { Data, Value } from "../../src/core/document/types.ts";
import type { Tenant } from "../../src/sandbox/tenants.ts";
import { readCells, readParcels, type Cell } from "../support/cells.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { newRef } from "../support/documents.ts";
import { CONTRACTOR } from "../support/register-seeds.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";
import { encode, post, sealed } from "../support/wire.ts";

const SHA = "0".repeat(64);

/** Numbers that pass the test of eleven, another each time (Annex B rule 1). */
function* bsns(): Generator<string, never> {
  for (let stem = 39_871_234; ; stem += 1_357) {
    const digits = String(stem).padStart(8, "0");
    const sum = [9, 8, 7, 6, 5, 4, 3, 2].reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
    if (sum % 11 < 10) yield `${digits}${sum % 11}`;
  }
}

/** Every shape of Annex B in which one may be written. */
const spaced = (bsn: string, by: string): string => bsn.replace(/(...)(?=.)/g, `$1${by}`);
const inDigits = (bsn: string, zero: number): string =>
  bsn.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
const WRITTEN: readonly ((bsn: string) => string)[] = [
  (bsn) => bsn,
  (bsn) => spaced(bsn, "."),
  (bsn) => spaced(bsn, " "),
  (bsn) => spaced(bsn, "-"),
  (bsn) => spaced(bsn, "\u00a0"),
  (bsn) => spaced(bsn, "\u2009/"),
  (bsn) => spaced(bsn, "_"),
  (bsn) => spaced(bsn, "\n"),
  (bsn) => spaced(bsn, "\u200b"),
  (bsn) => inDigits(bsn, 0x0660),
  (bsn) => inDigits(bsn, 0xff10),
  (bsn) => inDigits(bsn, 0x1d7d8),
  (bsn) => `BSN: ${bsn}`,
  (bsn) => `sofinummer is ${spaced(bsn, " ")}.`,
  (bsn) => `NL${bsn}B01`,
  (bsn) => `I<NLDSPECI2014${"<".repeat(16)}\n6503101F2403096NLD${bsn}<<<<<8\nDE<BRUIJN<<WILLEKE<LISELOTTE<<`,
];

/** Remembers what was planted; the word that makes even a mistyped one an attempt (rule 4) comes with it. */
class Planter {
  readonly planted: string[] = [];
  readonly #numbers = bsns();

  next(): string {
    const bsn = this.#numbers.next().value;
    this.planted.push(bsn);
    return bsn;
  }

  mistyped(): string {
    const bsn = this.next();
    const wrong = `${bsn.slice(0, 8)}${(Number(bsn[8]) + 1) % 10}`;
    this.planted.push(wrong);
    return wrong;
  }

  /** Free text that says it in every way. */
  text(): string {
    const sentences = WRITTEN.map((write) => `Zie ${write(this.next())}; graag.`);
    return [...sentences, `bsn nummer (verkeerd overgenomen) ${this.mistyped()}`].join("\n");
  }

  /** Fields that nobody agreed, and such as are released, each with one in it. */
  everywhere(): Data {
    const nested: Value = { deep: [{ bsn: Number(this.next()) }, { note: this.next() }, [this.next()]] };
    return {
      citizenServiceNumber: this.next(),
      bsn: Number(this.next()),
      sofinummer: this.next(),
      BSNnummer: spaced(this.next(), "."),
      unknownField: this.next(),
      unknownNumber: Number(this.next()),
      unknownObject: { ...(nested as object), [`sleutel ${this.next()}`]: 1 },
      [this.next()]: "een naam die er een is",
      [`veld${this.next()}`]: true,
      [`bsn ${inDigits(this.next(), 0x0660)}`]: null,
      remark: this.text(),
    };
  }
}

/** As a reader sees it: other digits as digits, and nothing between them. */
const plain = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(/\p{Nd}/gu, (digit) => String(valueOf(digit)))
    .replace(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, "")
    .replace(/(?<=\d)(?:\\n|[\s.\-/_,]){1,2}(?=\d)/g, "");

/** Digits of one script stand in tens, from zero up. */
function valueOf(digit: string): number {
  const at = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(at - value - 1))) value++;
  return value;
}

eachDatabase("No BSN that was planted", (under) => {
  let g: RunningGateway;
  const planter = new Planter();
  const said: Cell[] = [];

  beforeAll(async () => {
    g = await runGateway(under);
    await everyExchange();
  });
  afterAll(() => g.close());

  /** Sends a document as it is, and keeps all that is answered. */
  async function send(
    profile: string,
    outgoing: Outgoing,
    change: object = {},
  ): Promise<{ outcome?: string; code?: string; exchangeId?: string }> {
    const document = { ...documentOf(await g.profile(profile), outgoing), ...change };
    const answer = await post(g, { profile, message: await sealed(g, profile, encode(document)) });
    const body = await answer.text();
    said.push({ at: `answer to ${profile}`, text: JSON.stringify([...answer.headers]) + body });
    return JSON.parse(body) as Awaited<ReturnType<typeof send>>;
  }

  const attachments = (): object => ({
    attachments: [
      { field: "defectPhoto", name: `kopie ${planter.next()}.jpg`, mediaType: "image/jpeg", size: 3, sha256: SHA },
      {
        field: "defectPhoto",
        name: `bsn_${spaced(planter.next(), "_")}.pdf`,
        mediaType: "application/pdf",
        size: 3,
        sha256: SHA,
      },
    ],
  });

  async function everyExchange(): Promise<void> {
    await allowed();
    await denied();
    await held();
    await refused();
    await registered();
  }

  async function allowed(): Promise<void> {
    const [of, ref] = [await g.newTenant(), newRef("R")];
    await g.relate({ of, kind: "order", party: CONTRACTOR, ref });
    const texts = { repairDescription: planter.text(), accessInstruction: planter.text(), phoneNumber: planter.next() };
    const repair = documents.repair(of, ref, { ...planter.everywhere(), ...texts });
    expect((await send("oosterpoort", repair, attachments())).outcome).toBe("allow");
    const seeker = documents.registration(newRef("E"), {
      ...planter.everywhere(),
      housingPreferences: { note: planter.text(), number: Number(planter.next()), [`x ${planter.next()}`]: 1 },
      email: `${planter.next()}@voorbeeld.example`,
      householdMembers: [{ role: "MBW", name: planter.next(), birthDate: "2016-05-01", bsn: planter.next() }],
    });
    expect((await send("entree", seeker, attachments())).outcome).toBe("allow");
  }

  async function denied(): Promise<void> {
    const everywhere = { ...planter.everywhere(), lastName: planter.text() };
    const strange = documents.signal(await g.newTenant(), newRef("S"), { ...everywhere, arrearsMonths: 0 });
    expect((await send("oosterpoort", strange, attachments())).outcome).toBe("deny");
    const nobody = { subjects: [{ role: "tenant", personRef: planter.next() }] };
    expect(
      (await send("oosterpoort", documents.repair(await g.newTenant(), newRef("R"), everywhere), nobody)).outcome,
    ).toBe("deny");
    const wrong = {
      ...documents.repair(await g.newTenant(), newRef("R"), everywhere),
      purpose: "third-party-marketing",
    };
    expect((await send("oosterpoort", wrong)).outcome).toBe("deny");
  }

  /** Held for approval, for special text, and blindly; one of them is then approved, and one rejected. */
  async function held(): Promise<void> {
    const facts = { earlySignalException: "verhuisd" };
    const [of, other] = [await g.newTenant({ facts }), await g.newTenant({ facts })];
    const sent: Awaited<ReturnType<typeof send>>[] = [];
    for (const who of [of, other, await g.newTenant({ facts })]) {
      const handOver = documents.handOver(who, newRef("D"), {
        ...planter.everywhere(),
        administrator: { name: planter.text() },
      });
      sent.push(await send("oosterpoort", handOver, attachments()));
    }
    const asking: Outgoing = { ...documents.demand(of, planter.everywhere()), direction: "pull" };
    const subjects = {
      subjects: [{ role: "tenant", personRef: planter.next(), partnerRef: `p:aaaaaaaa-${planter.next()}-bb` }],
    };
    sent.push(await send("politie", asking, { ...subjects, ...attachments() }));
    expect(sent.map(({ outcome }) => outcome)).toEqual(["hold", "hold", "hold", "hold"]);
    const lead = await g.client("staff-collections-lead");
    const { items } = (await lead.get("/v1/holds?limit=100")) as { items: { holdId: string; exchangeId: string }[] };
    const holdOf = (at: number): string =>
      items.find(({ exchangeId }) => exchangeId === sent[at]?.exchangeId)?.holdId ?? "";
    const shown = await lead.post(`/v1/holds/${holdOf(0)}/reveals`, { reason: "inzage" });
    said.push({ at: "what was revealed", text: JSON.stringify(shown) });
    await lead.post(`/v1/holds/${holdOf(0)}/approvals`, { reason: "akkoord" });
    await lead.post(`/v1/holds/${holdOf(1)}/rejections`, { reason: "niet akkoord" });
  }

  /** Documents that are refused for what stands in their header. */
  async function refused(): Promise<void> {
    const repair = documents.repair(await g.newTenant(), newRef("R"), planter.everywhere());
    for (const change of [
      { actor: `person:${planter.next()}` },
      { actor: `system:bsn-${planter.mistyped()}` },
      { purpose: `x${planter.next()}` },
      { covenant: `c-${spaced(planter.next(), "-")}` },
      { message: `m${planter.next()}` },
      { to: `p${planter.next()}` },
      { unknown: planter.next() },
    ]) {
      const { header } = documentOf(await g.profile("oosterpoort"), repair);
      expect((await send("oosterpoort", repair, { header: { ...header, ...change } })).code).toBe(
        "DOCUMENT_HEADER_INVALID",
      );
    }
    const fields = { subjects: [{ role: "tenant", fields: [`f${planter.next()}`] }] };
    expect((await send("oosterpoort", repair, fields)).code).toBe("DOCUMENT_INVALID");
    const url = await g.fetch(`/v1/exchanges/${planter.next()}?after=${planter.next()}`);
    said.push({ at: "answer to a stranger", text: JSON.stringify([...url.headers]) + (await url.text()) });
  }

  /** An old back office still has them, and sends them along (S-73); a question is then answered from its record. */
  async function registered(): Promise<void> {
    const of: Tenant = await g.newTenant({
      record: {
        ...planter.everywhere(),
        claimSpecification: [{ period: "2026-09", amount: 100, note: planter.text() }],
      },
      facts: { earlySignalException: planter.text() },
    });
    const answer = await send("schuldhulp-bergendal", {
      ...documents.balance(of, newRef("K"), planter.everywhere()),
      direction: "pull",
    });
    expect(answer.outcome).toBe("allow");
  }

  function found(cells: readonly Cell[]): readonly string[] {
    return cells.flatMap(({ at, text }) => {
      const seen = plain(text);
      const hits = planter.planted.filter((bsn) => seen.includes(bsn));
      return hits.length === 0 ? [] : [`${at}: ${hits.length}`];
    });
  }

  it("is missed by the search that this test is made of", () => {
    expect(planter.planted.length).toBeGreaterThan(250);
    const [bsn = ""] = planter.planted;
    const missed = WRITTEN.filter((write) => found([{ at: "here", text: JSON.stringify(write(bsn)) }]).length === 0);
    expect(missed.map((write) => write("BSN"))).toEqual([]);
    expect(found([{ at: "here", text: "geen nummer, maar 2026-11-24T09:00:00.000Z" }])).toEqual([]);
  });

  it("is in any cell of the database, also opened with every key that the gateway has", async () => {
    await g.sequenced();
    const cells = await readCells(g);
    const opened = new Set(cells.filter(({ at }) => at.endsWith(" opened")).map(({ at }) => at));
    expect([...opened].sort()).toEqual([
      "public.decision_record.sealed opened",
      "public.hold.sealed opened",
      "public.ledger_person.sealed opened",
      "public.relation.ref opened",
      "public.subject.facts opened",
      "public.subject.record opened",
    ]);
    expect(found(cells)).toEqual([]);
  });

  it("is in any parcel, as its recipient reads it", async () => {
    const parcels = await readParcels(g);
    expect(parcels.length).toBeGreaterThanOrEqual(4);
    expect(found(parcels)).toEqual([]);
  });

  it("is in any answer, log line, metric or file of the gateway", async () => {
    const metrics = { at: "metrics", text: await (await g.fetch("/metrics")).text() };
    const files = await Promise.all(
      (await readdir(g.dataDir, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map(async (entry) => {
          const file = path.join(entry.parentPath, entry.name);
          return { at: `file ${entry.name}`, text: await readFile(file, "utf8") };
        }),
    );
    const log = g.logLines.map((text) => ({ at: "log", text }));
    expect(found([...said, ...log, ...files, metrics])).toEqual([]);
    expect(g.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  it("is in the ledger, in which an auditor finds nothing either", async () => {
    expect((await g.audit()).findings).toEqual([]);
  });
});
