import path from "node:path";
import { refuseProblems } from "../../core/catalogue/source.ts";
import type { Desk } from "../../core/covenant/desk.ts";
import { findSigner } from "../../core/covenant/signers.ts";
import { GatewayError } from "../../core/errors.ts";
import { unlockKey } from "../../openpgp/certificates.ts";
import { signDetached, verifyLasting } from "../../openpgp/detached.ts";
import type { UnlockedKey } from "../../openpgp/holders.ts";
import { neededText, positional, textOf } from "../call-values.ts";
import type { Call, Command } from "../command.ts";
import {
  CONTRACTS,
  contractsFolder,
  nameOf,
  openDesk,
  overlayOf,
  pickVersion,
  SANDBOX,
  VERSION_ARGUMENT,
} from "../contract-desk.ts";
import type { ReadVersion } from "../contract-desk.ts";
import { EXIT } from "../exit-codes.ts";
import { passphraseOf } from "../passphrase.ts";
import { openProfile } from "../remote.ts";
import { UsageError } from "../usage-error.ts";

const FORMAT = "uitwisselpoort-signature/1";

export const contractSign: Command = {
  name: "contract sign",
  group: "covenants",
  says: "sign one version as one party: a detached OpenPGP signature beside the file",
  profile: true,
  arguments: [VERSION_ARGUMENT],
  options: {
    ...CONTRACTS,
    ...SANDBOX,
    "party": { type: "string", value: "ID", says: "who signs: a party, or officer-1 under a unilateral covenant" },
    "key": { type: "string", value: "FILE", says: "the private key; without it, that of the profile" },
    "passphrase-file": {
      type: "string",
      value: "FILE",
      says: "of --key; or set GATEWAY_PASSPHRASE_FILE or GATEWAY_PASSPHRASE",
    },
  },
  examples: [
    "gateway contract sign bergendal-early-signal --party oosterpoort --key oosterpoort.asc --passphrase-file secret",
    "gateway contract sign bergendal-early-signal@1 --party gemeente-bergendal --profile gemeente.json",
  ],
  async run(call) {
    const desk = await openDesk(call);
    const version = pickVersion(desk, positional(call, 0));
    const party = neededText(call, "party");
    requireSignable(version);
    const fingerprints = fingerprintsOf(desk, { version, party });
    const key = await keyOf(call);
    requireOwnKey(key, { fingerprints, party });
    const armored = await signed(call, { version, key });
    const { file, place } = placeOf(call, { version, party });
    if (!(await call.toolbox.desk.writeNew(place, armored))) {
      throw new UsageError("this party's signature lies there already", "remove it first if it is to be made again");
    }
    const { covenant, hash } = version;
    return {
      exitCode: EXIT.ok,
      json: { format: FORMAT, covenant: covenant.id, version: covenant.version, party, file, hash },
      text: [
        `${call.style.good("✓")} ${nameOf(covenant)} signed as ${party}`,
        `  ${call.style.dim("file  ")} ${file}`,
        `  ${call.style.dim("sha256")} ${hash}`,
        `${call.style.dim("next")} gateway contract verify ${covenant.id}`,
      ],
    };
  },
};

/** Beside the version's file, or where the sandbox keeps those of its pretend parties. */
function placeOf(call: Call, { version, party }: Wish): { readonly file: string; readonly place: string } {
  const overlay = overlayOf(call);
  const { id, version: number } = version;
  const file =
    overlay === null ? `covenants/${id}/v${number}.${party}.asc` : `signatures/${id}/v${number}.${party}.asc`;
  return { file, place: path.join(overlay ?? contractsFolder(call), file) };
}

/** A signature stands for ever, so nothing is signed that can still change or that the law forbids. */
function requireSignable({ covenant, file, problems }: ReadVersion): void {
  if (covenant.status === "draft") {
    throw new GatewayError("COVENANT_DRAFT", "a draft is not signed: it can still change", {
      at: `${file}:1`,
      remedy: "finish it and let its file say `status: active`; then sign exactly that file",
    });
  }
  refuseProblems("COVENANT_MALFORMED", problems);
}

interface Wish {
  readonly version: ReadVersion;
  readonly party: string;
}

function fingerprintsOf(desk: Desk, { version: { covenant }, party }: Wish): readonly string[] {
  const signer = findSigner(desk, { covenant, id: party });
  if (signer !== null) return signer.fingerprints;
  const remedy =
    covenant.kind === "unilateral" ? "name an officer of officers.yaml, as officer-1" : "name a party of the covenant";
  throw new GatewayError("COVENANT_SIGNER_WRONG", "the one you named may not sign this covenant", { remedy });
}

function requireOwnKey(
  key: UnlockedKey,
  { fingerprints, party }: { readonly fingerprints: readonly string[]; readonly party: string },
): void {
  if (fingerprints.includes(key.fingerprint)) return;
  const file = /^officer-\d$/.test(party) ? "officers.yaml" : `parties/${party}.yaml`;
  throw new GatewayError("COVENANT_SIGNER_WRONG", "this key is not one of the party's own", {
    at: file,
    remedy: "sign with the key whose fingerprint stands there, or let the party confirm this one and write it there",
  });
}

async function keyOf(call: Call): Promise<UnlockedKey> {
  const file = textOf(call, "key");
  if (file !== undefined) {
    const armored = new TextDecoder().decode(await call.toolbox.files.read(file));
    return unlockKey({ armored, passphrase: await passphraseOf(call) });
  }
  const { openpgp } = await openProfile(call);
  if (openpgp !== null) return openpgp;
  throw new GatewayError("KEY_MISSING", "this profile has no OpenPGP key", { remedy: "give --key FILE" });
}

/** Signed, and read back: what cannot be verified is not written. */
async function signed(
  { toolbox }: Call,
  { version: { bytes }, key }: { readonly version: ReadVersion; readonly key: UnlockedKey },
): Promise<string> {
  const now = toolbox.now();
  const signature = await signDetached({ bytes, signWith: key, now });
  await verifyLasting({ bytes, signature, signers: [key.certificate], now });
  return signature;
}
