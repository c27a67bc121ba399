import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Instant } from "../../src/core/ids.ts";

/**
 * The real GnuPG as a partner has it: a child process with a home of its own and a clock of our choosing.
 * Its agent is ended by `close`, and its home removed.
 */
export interface Gnupg {
  readonly home: string;
  /** A key without passphrase; `future-default` = Ed25519 with a Curve25519 subkey. Gives the primary fingerprint. */
  generate(options: { readonly userId: string; readonly algorithm?: string; readonly expires?: string }): string;
  /** A further subkey, as `rsa1024 encr`. */
  addSubkey(fingerprint: string, algorithm: string, usage: string): void;
  exportPublic(fingerprint: string): string;
  exportSecret(fingerprint: string): string;
  import(armored: string): void;
  /** `gpg --sign --encrypt`; `options` are put before the command. */
  seal(given: GnupgSeal): Uint8Array;
  open(message: Uint8Array): GnupgOpened;
  signDetached(given: { readonly bytes: Uint8Array; readonly from: string; readonly armor?: boolean }): Uint8Array;
  verifyDetached(given: { readonly bytes: Uint8Array; readonly signature: string | Uint8Array }): GnupgVerified;
  /** Revokes with the certificate that GnuPG made beside the key; a hard revocation. */
  revoke(fingerprint: string): void;
  close(): void;
}

export interface GnupgSeal {
  readonly plaintext: Uint8Array;
  /** `null`: encrypt without signing. */
  readonly from: string | readonly string[] | null;
  readonly to: readonly string[];
  readonly armor?: boolean;
  readonly options?: readonly string[];
}

export interface GnupgVerified {
  /** Primary fingerprint of each good signature; empty when there is none. */
  readonly signers: readonly string[];
  readonly ok: boolean;
  /** What gpg says on its status channel. */
  readonly status: string;
}

export interface GnupgOpened extends GnupgVerified {
  readonly plaintext: Uint8Array;
}

const probe = spawnSync("gpg", ["--version"], { encoding: "utf8" });
export const gnupgVersion: string | null =
  probe.status === 0 ? (/\d+\.\d+\.\d+/.exec(probe.stdout)?.[0] ?? null) : null;

/** Runs with GnuPG; without it the tests say that they were skipped and why, and fail where REQUIRE_GPG is set. */
export function describeWithGnupg(name: string, body: () => void): void {
  if (gnupgVersion !== null) {
    describe(name, body);
  } else if (process.env["REQUIRE_GPG"]) {
    it(`${name}: needs gpg on the PATH, because REQUIRE_GPG is set`, () => {
      expect(gnupgVersion).not.toBeNull();
    });
  } else {
    console.log(`skipped: ${name}: there is no gpg on the PATH`);
    describe.skip(name, body);
  }
}

export function createGnupg(options: { readonly now: Instant }): Gnupg {
  // Short, because the agent's socket lives here and its path may not pass 107 bytes.
  const home = mkdtempSync(join(tmpdir(), "gpg-"));
  const clock = new Date(options.now).toISOString().replace(/[-:]|\.\d+Z$/g, "");
  const base = ["--homedir", home, "--batch", "--yes", "--no-tty", "--quiet", "--pinentry-mode", "loopback"];
  const always = [...base, "--passphrase", "", "--trust-model", "always", "--faked-system-time", `${clock}!`];

  const run = (args: readonly string[], input?: string | Uint8Array) => {
    const result = spawnSync("gpg", [...always, "--status-fd", "2", ...args], { input, maxBuffer: 1 << 28 });
    return { ok: result.status === 0, out: new Uint8Array(result.stdout), status: result.stderr.toString("utf8") };
  };
  const must = (args: readonly string[], input?: string | Uint8Array): Uint8Array => {
    const { ok, out, status } = run(args, input);
    if (!ok) throw new Error(`gpg ${args.join(" ")} failed: ${status}`);
    return out;
  };
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");
  const signersIn = (status: string): string[] =>
    [...status.matchAll(/^\[GNUPG:\] VALIDSIG (?:\S+ ){9}(\S+)/gm)].map(([, primary]) => primary ?? "");
  const fromArgs = (from: GnupgSeal["from"]): string[] =>
    from === null ? [] : [from].flat().flatMap((one) => ["--local-user", one]);

  return {
    home,
    generate: ({ userId, algorithm = "future-default", expires = "never" }) => {
      const { ok, status } = run(["--quick-generate-key", userId, algorithm, "default", expires]);
      const fingerprint = /KEY_CREATED \S+ (\S+)/.exec(status)?.[1];
      if (!ok || fingerprint === undefined) throw new Error(`gpg made no key: ${status}`);
      return fingerprint;
    },
    addSubkey: (fingerprint, algorithm, usage) =>
      void must(["--quick-add-key", fingerprint, algorithm, usage, "never"]),
    exportPublic: (fingerprint) => text(must(["--armor", "--export", fingerprint])),
    exportSecret: (fingerprint) => text(must(["--armor", "--export-secret-keys", fingerprint])),
    import: (armored) => void must(["--import"], armored),
    seal: ({ plaintext, from, to, armor = false, options: extra = [] }) =>
      must(
        [
          ...extra,
          ...(armor ? ["--armor"] : []),
          ...fromArgs(from),
          ...to.flatMap((one) => ["--recipient", one]),
          ...(from === null ? ["--encrypt"] : ["--sign", "--encrypt"]),
        ],
        plaintext,
      ),
    open: (message) => {
      const { ok, out, status } = run(["--decrypt"], message);
      return { ok, status, plaintext: out, signers: signersIn(status) };
    },
    signDetached: ({ bytes, from, armor = true }) =>
      must([...(armor ? ["--armor"] : []), "--local-user", from, "--detach-sign"], bytes),
    verifyDetached: ({ bytes, signature }) => {
      const file = join(home, "to-verify.sig");
      writeFileSync(file, signature);
      const { ok, status } = run(["--verify", file, "-"], bytes);
      return { ok, status, signers: signersIn(status) };
    },
    revoke: (fingerprint) => {
      const made = spawnSync(
        "gpg",
        [...always, "--command-fd", "0", "--status-fd", "2", "--gen-revoke", fingerprint].filter(
          (arg) => arg !== "--batch",
        ),
        {
          // Yes; reason 1, compromised; no description; it is right so.
          input: "y\n1\n\ny\n",
        },
      );
      must(["--import"], new Uint8Array(made.stdout));
    },
    close: () => {
      spawnSync("gpgconf", ["--homedir", home, "--kill", "all"]);
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
