import type { Instant } from "../../src/core/ids.ts";
import { unlockKey } from "../../src/openpgp/certificates.ts";
import { openMessage } from "../../src/openpgp/open.ts";
import { sealMessage } from "../../src/openpgp/seal.ts";
import { createGnupg, gnupgVersion, type Gnupg } from "../support/gnupg.ts";
import type { Part, Run } from "./part.ts";
import { median } from "./stats.ts";

/** A document of some twenty fields. */
const DOCUMENT_BYTES = 1_200;

/** One document opened and one sealed, by us and by a gpg that is spawned for each; the same keys, turn about. */
export async function benchOpenpgp({ quick, say }: Run): Promise<Part> {
  if (gnupgVersion === null) {
    return { keys: { "openpgp.vsGpg": null }, raw: { skipped: "there is no gpg on the PATH" } };
  }
  say("openpgp: gpg");
  const gnupg = createGnupg({ now: Date.now() as Instant });
  try {
    return await against(gnupg, quick ? 15 : 60);
  } finally {
    gnupg.close();
  }
}

async function against(gnupg: Gnupg, rounds: number): Promise<Part> {
  const [sender, gateway] = [gnupg.generate({ userId: "sender" }), gnupg.generate({ userId: "gateway" })];
  const [senderKey, gatewayKey] = await Promise.all(
    [sender, gateway].map((id) => unlockKey({ armored: gnupg.exportSecret(id), passphrase: "" })),
  );
  if (senderKey === undefined || gatewayKey === undefined) throw new Error("gpg made no keys");
  const plaintext = new TextEncoder().encode("x".repeat(DOCUMENT_BYTES));
  const message = gnupg.seal({ plaintext, from: sender, to: [gateway] });
  const now = Date.now() as Instant;
  const byUs = async (): Promise<void> => {
    const { plaintext: opened } = await openMessage({
      message,
      own: [gatewayKey],
      senders: [senderKey.certificate],
      now,
    });
    await sealMessage({
      plaintext: opened,
      signWith: gatewayKey,
      encryptTo: [senderKey.certificate],
      now,
      profile: "gnupg",
    });
  };
  const byGpg = (): void => {
    const opened = gnupg.open(message);
    if (!opened.ok || opened.signers.length !== 1) throw new Error("gpg did not open its own message");
    gnupg.seal({ plaintext: opened.plaintext, from: gateway, to: [sender] });
  };
  for (let warm = 0; warm < 30; warm++) await byUs();
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const from = performance.now();
    await byUs();
    const between = performance.now();
    byGpg();
    ours.push(between - from);
    theirs.push(performance.now() - between);
  }
  const ratios = ours.map((ms, round) => (theirs[round] ?? NaN) / ms);
  return {
    keys: { "openpgp.vsGpg": median(ratios) },
    raw: { gpg: gnupgVersion, bytes: DOCUMENT_BYTES, oursMs: median(ours), gpgMs: median(theirs), rounds },
  };
}
