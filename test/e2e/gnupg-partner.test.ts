import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { documentOf } from "../../src/client/document.ts";
import type { Answered, Outgoing } from "../../src/client/types.ts";
import { parseInstant } from "../../src/core/ids.ts";
import { verifyReceipt } from "../../src/core/ledger/receipt.ts";
import { privateKeyOf } from "../../src/openpgp/holders.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { newRef } from "../support/documents.ts";
import { createGnupg, describeWithGnupg, type Gnupg } from "../support/gnupg.ts";
import { CONTRACTS, pretendInstallation } from "../support/pretend-world.ts";
import { CONTRACTOR } from "../support/register-seeds.ts";
import { runGateway, START, type RunningGateway } from "../support/running-gateway.ts";
import { grant } from "../support/tokens.ts";
import { encode, keyOf, post, problemOf } from "../support/wire.ts";

/** GnuPG's clock stands still, a little ahead of ours: what we sign meanwhile is not from its future, nor its from ours. */
const GPG_NOW = parseInstant(Date.parse(START) + 4 * 60_000);
/** When the partner made its key and signed the covenant. */
const MADE = parseInstant(Date.parse("2026-11-21T09:00:00Z"));
const HELP = "schuldhulp-bergendal";
const COVENANT = "bergendal-debt-help";

/** A partner whose key GnuPG made: it is pinned in the party file, and GnuPG signed the covenant with it. */
async function overlayWith(
  gpg: Gnupg,
  { party, fingerprint }: { party: string; fingerprint: string },
): Promise<string> {
  const overlay = await mkdtemp(path.join(tmpdir(), "uitwisselpoort-overlay-"));
  await cp((await pretendInstallation()).overlayDir, overlay, { recursive: true });
  await writeFile(path.join(overlay, "certificates", `${party}.asc`), gpg.exportPublic(fingerprint));
  const file = path.join(overlay, "parties", `${party}.yaml`);
  const known = JSON.parse(await readFile(file, "utf8")) as object;
  await writeFile(file, JSON.stringify({ ...known, fingerprints: [fingerprint] }));
  const bytes = await readFile(path.join(CONTRACTS, "covenants", COVENANT, "v1.yaml"));
  const signature = gpg.signDetached({ bytes, from: fingerprint });
  await writeFile(path.join(overlay, "signatures", COVENANT, `v1.${party}.asc`), signature);
  return overlay;
}

describeWithGnupg("GnuPG plays the partner", () => {
  eachDatabase("over the API", (under) => {
    let g: RunningGateway;
    let gpg: Gnupg;
    let overlayDir: string;
    let helper: string;
    let gateway: string;

    beforeAll(async () => {
      const before = createGnupg({ now: MADE });
      helper = before.generate({ userId: "Schuldhulp Berg en Dal <pgp@schuldhulp.example>" });
      overlayDir = await overlayWith(before, { party: HELP, fingerprint: helper });
      gpg = createGnupg({ now: GPG_NOW });
      gpg.import(before.exportSecret(helper));
      before.close();
      g = await runGateway(under, { overlayDir });
      const certificate = g.composed.keyring.signing.certificate;
      gateway = certificate.fingerprint;
      gpg.import(certificate.armored);
      // The contractor goes on with the key of its profile, in the hands of GnuPG.
      gpg.import(privateKeyOf(keyOf(await g.profile(CONTRACTOR))).armor());
    });
    afterAll(async () => {
      gpg.close();
      await g.close();
      await rm(overlayDir, { recursive: true });
    });

    const partyKeys = async (party: string): Promise<string> =>
      party === HELP ? helper : keyOf(await g.profile(party)).certificate.fingerprint;

    async function send(
      party: string,
      outgoing: Outgoing,
      change: Partial<Parameters<Gnupg["seal"]>[0]> = {},
    ): Promise<Response> {
      const plaintext = encode(documentOf(await g.profile(party), outgoing));
      const message = gpg.seal({ plaintext, from: await partyKeys(party), to: [gateway], ...change });
      const type = change.armor === true ? "text/plain" : "application/octet-stream";
      return post(g, { profile: party, message, headers: { "content-type": type } });
    }

    async function get(party: string, route: string): Promise<Response> {
      return g.fetch(route, { headers: { authorization: `Bearer ${await g.token(party)}` } });
    }

    function opened(bytes: Uint8Array): { data: Record<string, unknown>; header: Record<string, unknown> } {
      const { ok, signers, plaintext } = gpg.open(bytes);
      expect({ ok, signers }).toEqual({ ok: true, signers: [gateway] });
      return JSON.parse(Buffer.from(plaintext).toString()) as ReturnType<typeof opened>;
    }

    it("has its token for an assertion made by hand, in either audience, and once", async () => {
      const profile = await g.profile(HELP);
      const granted = await grant(profile, { claims: { aud: g.url } });
      expect(granted).toMatchObject({ status: 200, body: { token_type: "Bearer", expires_in: 600 } });
      const claims = { jti: "once-and-no-more" };
      expect((await grant(profile, { claims })).status).toBe(200);
      expect(await grant(profile, { claims })).toMatchObject({ status: 401, body: { error: "invalid_client" } });
    });

    it.each([
      { name: "binary, compressed as gpg does of itself", change: {} },
      { name: "armored", change: { armor: true } },
      { name: "not compressed", change: { options: ["--compress-algo", "none"] } },
      { name: "with a hidden recipient", change: { options: ["--throw-keyids"] } },
    ])("gives notice, $name", async ({ change }) => {
      const answer = await send(HELP, documents.notice(await g.newTenant(), newRef("K")), change);
      expect(answer.status).toBe(201);
      expect(await answer.json()).toMatchObject({ outcome: "allow" });
    });

    it("asks, and reads the answer that comes at once", async () => {
      const of = await g.newTenant();
      const answer = await send(HELP, { ...documents.balance(of, newRef("K")), direction: "pull" });
      const { answer: sealed } = (await answer.json()) as Answered;
      const { data, header } = opened(Buffer.from(sealed?.content ?? "", "base64"));
      expect(data).toMatchObject({ arrearsAmount: of.rent * 2 });
      expect(header).toMatchObject({ from: "oosterpoort", to: HELP, direction: "pull" });
    });

    it("fetches a parcel, reads it, and acknowledges it with a signature of gpg's", async () => {
      const [of, ref] = [await g.newTenant(), newRef("R")];
      await g.relate({ of, kind: "order", party: CONTRACTOR, ref });
      const sent = await (await g.client("oosterpoort")).send(documents.repair(of, ref, { birthDate: of.birthDate }));
      const fetched = await get(CONTRACTOR, `/v1/exchanges/${sent.exchangeId}/message`);
      const { data } = opened(new Uint8Array(await fetched.arrayBuffer()));
      expect(data).toMatchObject({ repairOrder: ref, lastName: of.name.lastName });
      expect(data).not.toHaveProperty("birthDate");
      const view = (await (await get(CONTRACTOR, `/v1/exchanges/${sent.exchangeId}`)).json()) as {
        parcel: { sha256: string };
      };
      const at = new Date().toISOString();
      const statement = JSON.stringify({
        exchangeId: sent.exchangeId,
        kind: "receipt",
        sha256: view.parcel.sha256,
        at,
      });
      const signature = gpg.signDetached({ bytes: Buffer.from(statement), from: await partyKeys(CONTRACTOR) });
      const answer = await g.fetch(`/v1/exchanges/${sent.exchangeId}/acknowledgements`, {
        method: "POST",
        headers: { "authorization": `Bearer ${await g.token(CONTRACTOR)}`, "content-type": "application/json" },
        body: JSON.stringify({ statement, signature: Buffer.from(signature).toString() }),
      });
      expect(await answer.json()).toEqual({ recorded: true });
    });

    it.each([
      { name: "an exchange that passed", document: (g: RunningGateway) => g.newTenant(), outcome: "allow" },
      { name: "one that was refused", document: () => Promise.resolve(null), outcome: "deny" },
    ])("verifies the receipt of $name, and not an altered one", async ({ document, outcome }) => {
      const of = (await document(g)) ?? {
        ...(await g.newTenant()),
        birthDate: "1901-01-01",
        address: { street: "Nergens", houseNumber: "1", postalCode: "6561ZZ", city: "Groesbeek" },
      };
      const { exchangeId } = (await (await send(HELP, documents.notice(of, newRef("K")))).json()) as Answered;
      const answer = await g.fetch(`/v1/exchanges/${exchangeId}/receipt`, {
        headers: { authorization: `Bearer ${await g.token(HELP)}`, prefer: "wait=5" },
      });
      const { receipt, signature, status } = (await answer.json()) as Record<
        "receipt" | "signature" | "status",
        string
      >;
      expect(status).toBe("sequenced");
      expect(gpg.verifyDetached({ bytes: Buffer.from(receipt), signature })).toMatchObject({
        ok: true,
        signers: [gateway],
      });
      expect(gpg.verifyDetached({ bytes: Buffer.from(receipt.replace(outcome, "hold")), signature }).ok).toBe(false);
      const { origin, vkey } = (await g.profile(HELP)).ledger;
      expect(verifyReceipt(Buffer.from(receipt), { origin, vkey })).toMatchObject({ exchangeId, header: { outcome } });
    });

    it.each([
      { name: "not signed", change: { from: null }, code: "PGP_UNSIGNED" },
      { name: "under 3DES", change: { options: ["--cipher-algo", "3DES"] }, code: "PGP_ALGORITHM_REFUSED" },
      { name: "signed over SHA-1", change: { options: ["--digest-algo", "SHA1"] }, code: "PGP_ALGORITHM_REFUSED" },
      {
        name: "to a password too",
        change: { options: ["--symmetric", "--passphrase", "geheim"] },
        code: "PGP_ALGORITHM_REFUSED",
      },
    ])("is told why a message $name is refused", async ({ change, code }) => {
      const answer = await send(HELP, documents.notice(await g.newTenant(), newRef("K")), change);
      expect(answer.status).toBe(400);
      expect(await problemOf(answer)).toMatchObject({ code });
    });

    it("is refused with the key of another partner, and with one that nobody pinned", async () => {
      const stranger = gpg.generate({ userId: `Vreemd <vreemd-${newRef("x")}@vreemd.example>` });
      for (const from of [stranger, await partyKeys(CONTRACTOR)]) {
        const answer = await send(HELP, documents.notice(await g.newTenant(), newRef("K")), { from });
        expect(await problemOf(answer)).toMatchObject({ status: 400, code: "PGP_SIGNER_UNKNOWN" });
      }
    });

    it("leaves a ledger in which an auditor finds nothing", async () => {
      expect((await g.audit()).findings).toEqual([]);
    });
  });
});
