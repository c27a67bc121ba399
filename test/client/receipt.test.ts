import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";

import { verifyReceiptAnswer, type ReceiptAnswer } from "../../src/client/receipt.ts";
import { parseInstant } from "../../src/core/ids.ts";
import { formatVkey } from "../../src/core/ledger/note-key.ts";
import { signDetached } from "../../src/openpgp/detached.ts";
import type { UnlockedKey } from "../../src/openpgp/holders.ts";
import { ORIGIN, strangerKey, trusted } from "../core/ledger/support.ts";
import { anIdentity, DAY } from "../support/openpgp-identities.ts";

/** Long before any machine's clock: what a receipt is worth does not age. */
const MADE = parseInstant(Date.parse("2024-01-01T12:00:00Z"));
const SIGNED = parseInstant(MADE + DAY);

const vector = (name: string): Promise<string> =>
  readFile(new URL(`../vectors/ledger/${name}`, import.meta.url), "utf8");

let gateway: UnlockedKey;
let stranger: UnlockedKey;
let sequenced: string;
let pending: string;

beforeAll(async () => {
  [gateway, stranger] = await Promise.all([anIdentity({ now: MADE }), anIdentity({ now: MADE })]);
  [sequenced, pending] = await Promise.all([vector("receipt.json"), vector("receipt-pending.json")]);
});

type Receipt = Pick<ReceiptAnswer, "receipt" | "signature">;

async function signed(receipt: string, by: UnlockedKey = gateway): Promise<Receipt> {
  const bytes = new TextEncoder().encode(receipt);
  return { receipt, signature: await signDetached({ bytes, signWith: by, now: SIGNED }) };
}

const check = (answer: Receipt, ledger = trusted) =>
  verifyReceiptAnswer({ gatewayCertificates: [gateway.certificate], ledger }, answer);

/** The receipt with one thing in it changed, and written as the gateway would. */
function changed(receipt: string, from: string | RegExp, to: string): string {
  const forged = receipt.replace(from, to);
  expect(forged).not.toBe(receipt);
  return forged;
}

describe("a receipt", () => {
  it("is checked offline against what the profile pins: signature, entry, opening and place in the ledger", async () => {
    const { exchangeId } = JSON.parse(sequenced) as { exchangeId: string };
    expect(await check(await signed(sequenced))).toEqual({
      exchangeId,
      kind: "exchange.decided",
      outcome: "allow",
      index: 300,
      size: 341,
      signer: gateway.fingerprint,
    });
  });

  it("that waits for its place says so", async () => {
    expect(await check(await signed(pending))).toMatchObject({ outcome: "allow", index: null, size: null });
  });

  it("is as good under an older certificate of the gateway", async () => {
    const certificates = [stranger.certificate, gateway.certificate];
    const checked = await verifyReceiptAnswer(
      { gatewayCertificates: certificates, ledger: trusted },
      await signed(sequenced),
    );
    expect(checked.signer).toBe(gateway.fingerprint);
  });
});

describe("a forged receipt is refused", () => {
  it("when a stranger signed it", async () => {
    await expect(check(await signed(sequenced, stranger))).rejects.toMatchObject({ code: "PGP_SIGNER_UNKNOWN" });
  });

  it("when the profile pins no certificate", async () => {
    const answer = await signed(sequenced);
    await expect(verifyReceiptAnswer({ gatewayCertificates: [], ledger: trusted }, answer)).rejects.toMatchObject({
      code: "PGP_SIGNER_UNKNOWN",
    });
  });

  it("when its signature belongs to another receipt", async () => {
    const { signature } = await signed(pending);
    await expect(check({ receipt: sequenced, signature })).rejects.toMatchObject({ code: "PGP_SIGNATURE_WRONG" });
  });

  it.each(["\n", " ", "\uFEFF"])("when %j was added to what was signed", async (added) => {
    const { signature } = await signed(sequenced);
    await expect(check({ receipt: `${sequenced}${added}`, signature })).rejects.toMatchObject({
      code: "PGP_SIGNATURE_WRONG",
    });
  });

  it.each(["", "no signature", "-----BEGIN PGP SIGNATURE-----\n\n=\n-----END PGP SIGNATURE-----\n"])(
    "when its signature is %j",
    async (signature) => {
      await expect(check({ receipt: sequenced, signature })).rejects.toMatchObject({
        code: expect.stringMatching(/^PGP_/) as string,
      });
    },
  );

  it.each([
    { name: "another outcome", from: '"outcome":"allow"', to: '"outcome":"deny"' },
    { name: "another purpose", from: '"early-debt-signalling"', to: '"housing-allocation"' },
    { name: "another exchange", from: /"exchangeId":"0/g, to: '"exchangeId":"1' },
    { name: "another exchange outside its opening", from: '"exchangeId":"0', to: '"exchangeId":"1' },
    { name: "another salt", from: /"salt":"./, to: '"salt":"_' },
    { name: "another entry", from: /"entry":"[^"]{6}/, to: '"entry":"eyJ2IjoxAAAA' },
    { name: "a space", from: ",", to: ", " },
    { name: "no end", from: /\}$/, to: "" },
  ])("by the gateway's own key, when it has $name", async ({ from, to }) => {
    for (const receipt of [sequenced, pending]) {
      await expect(check(await signed(changed(receipt, from, to)))).rejects.toMatchObject({
        code: expect.stringMatching(/^LEDGER_/) as string,
      });
    }
  });

  it("by the gateway's own key, when its proof is of another place", async () => {
    const forged = changed(sequenced, "index 300", "index 299");
    await expect(check(await signed(forged))).rejects.toMatchObject({
      code: expect.stringMatching(/^LEDGER_/) as string,
    });
  });

  it.each([
    {
      name: "key",
      ledger: { origin: ORIGIN, vkey: formatVkey({ name: ORIGIN, type: 1, publicKey: strangerKey.publicKey }) },
    },
    { name: "origin", ledger: { ...trusted, origin: "log.example/other" } },
  ])("when the profile pins another ledger $name than the receipt's", async ({ ledger }) => {
    for (const receipt of [sequenced, pending]) {
      await expect(check(await signed(receipt), ledger)).rejects.toMatchObject({ code: "LEDGER_MISMATCH" });
    }
  });
});
