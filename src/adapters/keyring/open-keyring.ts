import { createPublicKey, sign } from "node:crypto";
import { GatewayError } from "../../core/errors.ts";
import type { Instant } from "../../core/ids.ts";
import type { UnlockedKey } from "../../openpgp/holders.ts";
import { createKeyWrap } from "./key-wrap.ts";
import { keyMissing, readWholeSet, stateAt } from "./key-folder.ts";
import { createPseudonyms } from "./pseudonyms.ts";
import { jwkOf, rawEd25519 } from "./public-keys.ts";
import { unlockStored } from "./unlock.ts";
import type { OpenedKey } from "./unlock.ts";
import type { KeyKind, KeyState, Keyring, TokenKeys } from "./types.ts";

interface Held {
  readonly kind: KeyKind;
  readonly id: string;
  readonly state: KeyState;
  readonly opened: OpenedKey;
}
type Opened<Made extends OpenedKey["made"]> = Held & { readonly opened: Extract<OpenedKey, { readonly made: Made }> };

/**
 * Opens every key that is not retired, once, for the life of the process. Throws KEY_LOCKED for another passphrase,
 * KEY_MISSING where a kind has no active key, KEY_MALFORMED for damaged files.
 */
export async function openKeyring(given: {
  readonly folder: string;
  readonly passphrase: string;
  readonly now: Instant;
}): Promise<Keyring> {
  const held = await openAll(given);
  const identities = [...withMade(held, ["openpgp-v4", "openpgp-v6"], "identity")].sort(byState);
  const signing = identityOf(identities, "openpgp-v4");
  // Held for partners that can read it; its absence is a folder that was not restored whole.
  identityOf(identities, "openpgp-v6");
  const ledger = activeOf(withMade(held, ["ledger"], "pair"), "ledger");
  const index = activeOf(withMade(held, ["index"], "secret"), "index");
  const keks = withMade(held, ["kek"], "secret");
  return {
    inUse: held.flatMap(({ kind, id, state }) => (state === "active" ? [{ use: kind, key: id }] : [])),
    signing,
    decryption: identities.map(({ opened }) => opened.key),
    certificates: identities.map(({ opened }) => opened.key.certificate),
    ledger: {
      publicKey: rawEd25519(ledger.opened.publicPem),
      sign: (bytes) => sign(null, bytes, ledger.opened.privateKey),
    },
    token: tokenKeys(withMade(held, ["token"], "pair")),
    ...createKeyWrap({
      active: activeOf(keks, "kek").id,
      keys: new Map(keks.map(({ id, opened }) => [id, opened.secret])),
    }),
    ...createPseudonyms(index.opened.secret),
  };
}

async function openAll(given: { folder: string; passphrase: string; now: Instant }): Promise<readonly Held[]> {
  const stored = await readWholeSet(given.folder);
  const all = stored.map(({ meta }) => meta);
  const live = stored
    .map((key) => ({ key, state: stateAt(key.meta, { all, now: given.now }) }))
    .filter(({ state }) => state !== "retired");
  return Promise.all(
    live.map(async ({ key, state }) => ({
      kind: key.meta.kind,
      id: key.meta.id,
      state,
      opened: await unlockStored(key, given.passphrase),
    })),
  );
}

function withMade<Made extends OpenedKey["made"]>(
  held: readonly Held[],
  kinds: readonly KeyKind[],
  made: Made,
): readonly Opened<Made>[] {
  const isMade = (one: Held): one is Opened<Made> => kinds.includes(one.kind) && one.opened.made === made;
  return held.filter(isMade);
}

function activeOf<T extends Held>(held: readonly T[], kind: KeyKind): T {
  const active = held.find(({ state }) => state === "active");
  if (active === undefined) throw keyMissing(kind);
  return active;
}

const identityOf = (held: readonly Opened<"identity">[], kind: KeyKind): UnlockedKey =>
  activeOf(
    held.filter((one) => one.kind === kind),
    kind,
  ).opened.key;

const ORDER: readonly KeyState[] = ["active", "next", "decrypt-only"];
const byState = (a: Held, b: Held): number => ORDER.indexOf(a.state) - ORDER.indexOf(b.state);

function tokenKeys(held: readonly Opened<"pair">[]): TokenKeys {
  const active = activeOf(held, "token");
  const jwks = [...held].sort(byState).map(({ id, opened }) => {
    const jwk = jwkOf(opened.publicPem);
    if (jwk.kid !== id) throw new GatewayError("KEY_MALFORMED", "public key is not the one that `meta.json` names");
    return jwk;
  });
  return {
    kid: active.id,
    privateKey: active.opened.privateKey,
    publicKeys: new Map(held.map(({ id, opened }) => [id, createPublicKey(opened.publicPem)])),
    jwks,
  };
}
