import { spawnSync } from "node:child_process";
import { createPublicKey, type KeyObject } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "vitest";

// Nothing of `src` here: who verifies from outside has the C2SP pages and these tools, not our code.

/** DER of an Ed25519 public key before its 32 bytes (RFC 8410). */
const SPKI = Buffer.from("302a300506032b6570032100", "hex");
const KEY_ID_BYTES = 4;

export interface OutsideProof {
  readonly vkey: string;
  readonly entry: Uint8Array;
  /** A `.tlog-proof` file. */
  readonly proofText: string;
}

/** `name+keyId+base64(type ‖ key)`. */
function partsOf(vkey: string): { readonly name: string; readonly keyId: Buffer; readonly spki: Buffer } {
  const [name = "", keyId = "", ...encoded] = vkey.split("+");
  const key = Buffer.from(encoded.join("+"), "base64").subarray(1);
  return { name, keyId: Buffer.from(keyId, "hex"), spki: Buffer.concat([SPKI, key]) };
}

function readProof(proofText: string): { index: string; hashes: Buffer[]; checkpoint: string } {
  const cut = proofText.indexOf("\n\n");
  const [, index = "", ...hashes] = proofText.slice(0, cut).split("\n");
  return {
    index: index.replace("index ", ""),
    hashes: hashes.map((line) => Buffer.from(line, "base64")),
    checkpoint: proofText.slice(cut + 2),
  };
}

interface Sigstore {
  readonly verifyCheckpoint: (entry: unknown, logs: unknown[]) => { readonly logSize: bigint };
  readonly verifyMerkleInclusion: (entry: unknown, checkpoint: unknown) => void;
}
// The package exports bundles of its own log's kind only; what verifies any log lies beneath.
const load = createRequire(import.meta.url);
const sigstore = {
  ...(load("@sigstore/verify/dist/tlog/checkpoint.js") as Pick<Sigstore, "verifyCheckpoint">),
  ...(load("@sigstore/verify/dist/tlog/merkle.js") as Pick<Sigstore, "verifyMerkleInclusion">),
};

const publicKeys = new Map<string, KeyObject>();
function publicKeyOf(spki: Buffer): KeyObject {
  const known = publicKeys.get(spki.toString("hex")) ?? createPublicKey({ key: spki, format: "der", type: "spki" });
  publicKeys.set(spki.toString("hex"), known);
  return known;
}

/** Sigstore's verifier over checkpoint and inclusion proof; throws with its own words where it refuses. */
export function verifyWithSigstore({ vkey, entry, proofText }: OutsideProof): void {
  const { name, keyId, spki } = partsOf(vkey);
  const { index, hashes, checkpoint } = readProof(proofText);
  const claim = {
    canonicalizedBody: Buffer.from(entry),
    inclusionProof: { logIndex: index, hashes, checkpoint: { envelope: checkpoint } },
  };
  const opened = sigstore.verifyCheckpoint(claim, [{ logID: keyId, baseURL: name, publicKey: publicKeyOf(spki) }]);
  sigstore.verifyMerkleInclusion(claim, opened);
}

/** A program's own standard output; throws where it does not end well. */
function run(program: string, args: readonly string[], input: Uint8Array): Buffer {
  const { status, stdout, stderr, error } = spawnSync(program, args, { input });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stdout.toString()}${stderr.toString()}`);
  return stdout;
}

/** `openssl pkeyutl -verify -rawin` of the signature that the key of `vkey` put under a checkpoint. */
export function verifyWithOpenssl({ vkey, checkpoint }: { readonly vkey: string; readonly checkpoint: string }): void {
  const { name, keyId, spki } = partsOf(vkey);
  const cut = checkpoint.lastIndexOf("\n\n");
  const signature = checkpoint
    .slice(cut + 2)
    .split("\n")
    .filter((line) => line.startsWith(`\u2014 ${name} `))
    .map((line) => Buffer.from(line.split(" ")[2] ?? "", "base64"))
    .find((raw) => raw.subarray(0, KEY_ID_BYTES).equals(keyId));
  if (!signature) throw new Error("the checkpoint has no line of this key");
  const folder = mkdtempSync(join(tmpdir(), "uitwisselpoort-openssl-"));
  try {
    const [key, text, signed] = ["key.der", "text", "signature"].map((file) => join(folder, file)) as [
      string,
      string,
      string,
    ];
    writeFileSync(key, spki);
    writeFileSync(text, checkpoint.slice(0, cut + 1));
    writeFileSync(signed, signature.subarray(KEY_ID_BYTES));
    run(
      "openssl",
      ["pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", key, "-rawin", "-in", text, "-sigfile", signed],
      Buffer.alloc(0),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const sha256WithOpenssl = (bytes: Uint8Array): Buffer => run("openssl", ["dgst", "-sha256", "-binary"], bytes);
/** `openssl dgst -mac HMAC`; the key in hexadecimal digits. */
export const hmacWithOpenssl = (key: string, bytes: Uint8Array): Buffer =>
  run("openssl", ["dgst", "-sha256", "-mac", "HMAC", "-macopt", `hexkey:${key}`, "-binary"], bytes);
export const sha256WithCoreutils = (bytes: Uint8Array): Buffer =>
  Buffer.from(run("sha256sum", ["-"], bytes).toString().slice(0, 64), "hex");

/** RFC 9162 §2.1.3.2 with a hash that is a program: the root, in base64, to which the path leads up from this entry. */
export function rootOf({
  entry,
  proofText,
  sha256,
}: Omit<OutsideProof, "vkey"> & { readonly sha256: (bytes: Uint8Array) => Buffer }): string {
  const { index, hashes, checkpoint } = readProof(proofText);
  let [here, last] = [Number(index), Number(checkpoint.split("\n")[1]) - 1];
  let hash = sha256(Buffer.concat([Buffer.of(0), entry]));
  for (const other of hashes) {
    const isRight = here % 2 === 1 || here === last;
    hash = sha256(Buffer.concat(isRight ? [Buffer.of(1), other, hash] : [Buffer.of(1), hash, other]));
    if (isRight) while (here % 2 === 0 && here !== 0) [here, last] = [here / 2, Math.floor(last / 2)];
    [here, last] = [Math.floor(here / 2), Math.floor(last / 2)];
  }
  return hash.toString("base64");
}

function says(program: string, args: readonly string[], version: RegExp): boolean {
  const { status, stdout } = spawnSync(program, args, { encoding: "utf8" });
  return status === 0 && version.test(stdout);
}

/** `pkeyutl -rawin` is OpenSSL's since 3.0; LibreSSL has none. */
const programs = [
  { name: "OpenSSL 3", is: says("openssl", ["version"], /^OpenSSL [3-9]/) },
  { name: "sha256sum", is: says("sha256sum", ["--version"], /sha256sum/) },
];
const missing = programs.filter(({ is }) => !is).map(({ name }) => name);

/** Runs with OpenSSL and sha256sum; without them the tests say that they were skipped and why. */
export function describeWithPrograms(name: string, body: () => void): void {
  if (missing.length > 0) console.log(`skipped: ${name}: there is no ${missing.join(" and no ")} on the PATH`);
  describe.skipIf(missing.length > 0)(name, body);
}
