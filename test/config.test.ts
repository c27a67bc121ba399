import path from "node:path";
import { describe, expect, it } from "vitest";

import manifest from "../package.json" with { type: "json" };
import { MODES, readConfig, type Config } from "../src/config.ts";
import type { GatewayError } from "../src/core/errors.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const NODE = "v24.1.0";
const SANDBOX: Environment = { GATEWAY_MODE: "sandbox" };
const SECRET = "zeer-geheime-waarde";
const PRODUCTION: Environment = {
  GATEWAY_MODE: "production",
  DATABASE_URL: `postgresql://gateway:${SECRET}@db.example/gateway`,
  GATEWAY_CERTIFICATES_DIR: "/etc/gateway/certificates",
  GATEWAY_PASSPHRASE_FILE: "/run/secrets/passphrase",
  GATEWAY_PUBLIC_URL: "https://poort.example/",
  GATEWAY_LEDGER_ORIGIN: "log.example/uitwisseling/2026",
};
/** Every setting that an installation may have, each with a value that it would take. */
const ALL: Environment = {
  ...PRODUCTION,
  GATEWAY_PORT: "443",
  GATEWAY_DATA_DIR: "/var/lib/gateway",
  GATEWAY_HOST: "0.0.0.0",
  GATEWAY_CONTRACTS_DIR: "/etc/gateway/contracts",
  GATEWAY_KEYS_DIR: "/etc/gateway/keys",
  GATEWAY_PASSPHRASE: SECRET,
  GATEWAY_LEDGER_GUARD_FILE: "/mnt/other/ledger.guard",
  GATEWAY_DESTROYED_KEYS_FILE: "/mnt/other/destroyed-keys",
  GATEWAY_LEDGER_POLICY_FILE: "/etc/gateway/policy.txt",
  GATEWAY_SOURCES_FILE: "/etc/gateway/sources.yaml",
  GATEWAY_REQUESTS_PER_SECOND: "50",
  GATEWAY_TOKEN_REFUSALS_PER_MINUTE: "3",
  GATEWAY_TRUSTED_PROXIES: "10.0.0.5, 10.1.0.0/16,fd00::/8",
};
const SANDBOX_MAY = [
  "GATEWAY_MODE",
  "GATEWAY_PORT",
  "GATEWAY_DATA_DIR",
  "DATABASE_URL",
  "GATEWAY_REQUESTS_PER_SECOND",
  "GATEWAY_TOKEN_REFUSALS_PER_MINUTE",
  "GATEWAY_LEDGER_POLICY_FILE",
];

const read = (env: Environment): Config => readConfig(env, NODE);

function refusalOf(env: Environment, nodeVersion = NODE): GatewayError {
  try {
    readConfig(env, nodeVersion);
  } catch (error) {
    return error as GatewayError;
  }
  throw new Error("the settings were taken");
}

const invalid = (at: string): object => ({ name: "GatewayError", code: "CONFIG_INVALID", at });

describe("the mode", () => {
  it.each([
    { name: "nothing is set", env: {} },
    { name: "all else is set", env: { ...ALL, GATEWAY_MODE: undefined } },
    { name: "it is empty", env: { GATEWAY_MODE: "" } },
    { name: "Node says production", env: { NODE_ENV: "production", ...PRODUCTION, GATEWAY_MODE: undefined } },
    { name: "it is written otherwise", env: { ...PRODUCTION, GATEWAY_MODE: "Production" } },
    { name: "it has a space", env: { ...SANDBOX, GATEWAY_MODE: "sandbox " } },
    { name: "it is short", env: { ...PRODUCTION, GATEWAY_MODE: "prod" } },
  ])("is never inferred: $name", ({ env }) => {
    expect(refusalOf(env)).toMatchObject(invalid("GATEWAY_MODE"));
  });
});

it.each(MODES)("has a script that sets the mode %s, and no other mode has", (mode) => {
  const set = Object.values(manifest.scripts).flatMap((script) => /\bGATEWAY_MODE=(\S+)/.exec(script)?.[1] ?? []);
  expect(set).toContain(mode);
  expect(MODES).toEqual(expect.arrayContaining(set));
});

describe("the sandbox", () => {
  it("runs on nothing but its mode: loopback, embedded database, all of its own in one folder", () => {
    const dataDir = path.resolve(".data");
    expect(read(SANDBOX)).toMatchObject({
      mode: "sandbox",
      host: "127.0.0.1",
      port: 8080,
      dataDir,
      databaseUrl: null,
      keysDir: path.join(dataDir, "keys"),
      overlayDir: path.join(dataDir, "overlay"),
      certificatesDir: path.join(dataDir, "overlay", "certificates"),
      passphrase: { kind: "file", file: path.join(dataDir, "passphrase") },
      publicUrl: null,
      ledgerGuardFile: path.join(dataDir, "ledger.guard"),
      destroyedKeysFile: path.join(dataDir, "destroyed-keys"),
      ledgerPolicyFile: null,
      sourcesFile: null,
      limits: { requestsPerSecond: 1_000, tokenRefusalsPerMinute: 20, trustedProxies: [] },
    });
  });

  it("takes a port, a folder, a database and limits", () => {
    const { port, dataDir, databaseUrl, limits } = read({
      ...SANDBOX,
      GATEWAY_PORT: "0",
      GATEWAY_DATA_DIR: "/srv/proef",
      DATABASE_URL: "postgres://localhost/proef",
      GATEWAY_REQUESTS_PER_SECOND: "9",
      GATEWAY_TOKEN_REFUSALS_PER_MINUTE: "1",
    });
    expect({ port, dataDir, databaseUrl, limits }).toEqual({
      port: 0,
      dataDir: "/srv/proef",
      databaseUrl: "postgres://localhost/proef",
      limits: { requestsPerSecond: 9, tokenRefusalsPerMinute: 1, trustedProxies: [] },
    });
  });

  it.each([
    "postgresql://localhost/proef",
    "postgresql://LOCALHOST:5433/proef",
    "postgresql://127.0.0.1:5432/proef",
    "postgresql://127.8.0.1/proef",
    "postgresql://gateway:secret@[::1]/proef",
    "postgresql:///proef?host=/var/run/postgresql",
    "postgresql://%2Fvar%2Frun%2Fpostgresql/proef",
    "postgresql://localhost/proef?host=127.0.0.1",
  ])("takes a database on this machine: %s", (url) => {
    expect(read({ ...SANDBOX, DATABASE_URL: url }).databaseUrl).toBe(url);
  });

  it.each([
    { name: "another machine", url: "postgresql://db.example/gateway" },
    { name: "a private address", url: "postgresql://10.0.0.7/gateway" },
    { name: "an address that only looks like loopback", url: "postgresql://127.0.0.1.db.example/gateway" },
    { name: "a name that only looks like loopback", url: "postgresql://localhost.db.example/gateway" },
    { name: "an address of IPv6", url: "postgresql://[fd00::7]/gateway" },
    { name: "another machine in the query, which wins", url: "postgresql://localhost/gateway?host=db.example" },
    { name: "two hosts, one elsewhere", url: "postgresql://localhost/gateway?host=/tmp&host=db.example" },
    { name: "no host, so that PGHOST decides", url: "postgresql:///gateway" },
  ])("refuses a database elsewhere: $name", ({ url }) => {
    expect(refusalOf({ ...SANDBOX, DATABASE_URL: url })).toMatchObject(invalid("DATABASE_URL"));
    expect(read({ ...PRODUCTION, DATABASE_URL: url }).databaseUrl).toBe(url);
  });

  it.each(Object.keys(ALL).filter((name) => !SANDBOX_MAY.includes(name)))(
    "refuses the production setting %s",
    (name) => {
      const refusal = refusalOf({ ...SANDBOX, [name]: ALL[name] });
      expect(refusal).toMatchObject(invalid(name));
    },
  );

  it("runs on a Node that production refuses", () => {
    expect(readConfig(SANDBOX, "v20.19.0").mode).toBe("sandbox");
  });
});

describe.each(["production", "acceptance"])("%s", (mode) => {
  const env = { ...PRODUCTION, GATEWAY_MODE: mode };

  it("runs on what it needs, with no overlay of pretend parties", () => {
    expect(read(env)).toMatchObject({
      mode,
      host: "127.0.0.1",
      port: 8080,
      databaseUrl: PRODUCTION["DATABASE_URL"],
      overlayDir: null,
      certificatesDir: "/etc/gateway/certificates",
      passphrase: { kind: "file", file: "/run/secrets/passphrase" },
      publicUrl: "https://poort.example",
      ledgerOrigin: "log.example/uitwisseling/2026",
      ledgerGuardFile: path.resolve(".data/ledger.guard"),
      destroyedKeysFile: path.resolve(".data/destroyed-keys"),
      ledgerPolicyFile: null,
      sourcesFile: null,
    });
  });

  it("takes every setting there is", () => {
    expect(read({ ...ALL, GATEWAY_MODE: mode, GATEWAY_PASSPHRASE_FILE: "" })).toMatchObject({
      host: "0.0.0.0",
      port: 443,
      dataDir: "/var/lib/gateway",
      contractsDir: "/etc/gateway/contracts",
      keysDir: "/etc/gateway/keys",
      ledgerGuardFile: "/mnt/other/ledger.guard",
      destroyedKeysFile: "/mnt/other/destroyed-keys",
      ledgerPolicyFile: "/etc/gateway/policy.txt",
      passphrase: { kind: "text", text: SECRET },
      sourcesFile: "/etc/gateway/sources.yaml",
      limits: {
        requestsPerSecond: 50,
        tokenRefusalsPerMinute: 3,
        trustedProxies: ["10.0.0.5", "10.1.0.0/16", "fd00::/8"],
      },
    });
  });

  it.each(Object.keys(PRODUCTION).filter((name) => name !== "GATEWAY_MODE"))("does not start without %s", (name) => {
    expect(refusalOf({ ...env, [name]: undefined })).toMatchObject(invalid(name));
    expect(refusalOf({ ...env, [name]: "" })).toMatchObject(invalid(name));
  });

  it("does not start with the passphrase told twice", () => {
    expect(refusalOf({ ...env, GATEWAY_PASSPHRASE: SECRET })).toMatchObject(invalid("GATEWAY_PASSPHRASE_FILE"));
  });

  it.each(["v20.19.0", "v18.0.0", "21.9.9"])("does not start on Node %s, which gets no security fixes", (version) => {
    expect(refusalOf(env, version)).toMatchObject(invalid("node"));
  });

  it.each(["v22.12.0", "v24.0.0", "26.1.0"])("starts on Node %s", (version) => {
    expect(readConfig(env, version).mode).toBe(mode);
  });
});

describe("a setting", () => {
  it.each([
    ["GATEWAY_PORT", "65536"],
    ["GATEWAY_PORT", "-1"],
    ["GATEWAY_PORT", "80.5"],
    ["GATEWAY_PORT", "http"],
    ["DATABASE_URL", `mysql://root:${SECRET}@localhost/x`],
    ["DATABASE_URL", SECRET],
    ["GATEWAY_PUBLIC_URL", "http://poort.example"],
    ["GATEWAY_PUBLIC_URL", `ftp://${SECRET}`],
    ["GATEWAY_PUBLIC_URL", "poort.example"],
    ["GATEWAY_PASSPHRASE", SECRET.slice(0, 15)],
    ["GATEWAY_LEDGER_ORIGIN", "https://log.example"],
    ["GATEWAY_LEDGER_ORIGIN", "Log.example"],
    ["GATEWAY_LEDGER_ORIGIN", "log.example/ 2026"],
    ["GATEWAY_LEDGER_ORIGIN", "log.example\n"],
    ["GATEWAY_REQUESTS_PER_SECOND", "0"],
    ["GATEWAY_REQUESTS_PER_SECOND", "1.5"],
    ["GATEWAY_TOKEN_REFUSALS_PER_MINUTE", "many"],
    ["GATEWAY_TRUSTED_PROXIES", "all"],
    ["GATEWAY_TRUSTED_PROXIES", "0.0.0.0/0"],
    ["GATEWAY_TRUSTED_PROXIES", "10.0.0.0/33"],
    ["GATEWAY_TRUSTED_PROXIES", "10.0.0.1,"],
    ["GATEWAY_TRUSTED_PROXIES", "10.0.0.1/8/8"],
  ])("is refused: %s = %j", (name, value) => {
    const refusal = refusalOf({ ...PRODUCTION, [name]: value });
    expect(refusal).toMatchObject(invalid(name));
  });

  it.each(["GATEWAY_TYPO", "GATEWAY_MODE_", "GATEWAY_DATABASE_URL", "GATEWAY_"])(
    "that this gateway does not know is refused: %s",
    (name) => {
      expect(refusalOf({ ...PRODUCTION, [name]: SECRET })).toMatchObject(invalid(name));
      expect(refusalOf({ ...SANDBOX, [name]: SECRET })).toMatchObject(invalid(name));
    },
  );

  it.each(["PATH", "NODE_ENV", "HOME", "gateway_mode", "PGPASSWORD"])("of somebody else is left alone: %s", (name) => {
    expect(read({ ...PRODUCTION, [name]: SECRET })).toEqual(read(PRODUCTION));
  });

  it("of the `gateway` command is left alone", () => {
    expect(read({ ...SANDBOX, GATEWAY_PROFILE: "politie.json" })).toEqual(read(SANDBOX));
  });

  it("that is empty counts as unset", () => {
    expect(read({ ...SANDBOX, GATEWAY_PORT: "", GATEWAY_HOST: "", GATEWAY_PASSPHRASE: "" })).toEqual(read(SANDBOX));
  });
});

describe("no refusal repeats what a setting holds", () => {
  const values = Object.keys(ALL).map((name) => ({
    name,
    env: { ...ALL, [name]: `${SECRET} ${SECRET}`, GATEWAY_TYPO: SECRET },
  }));

  it.each([
    ...values,
    { name: "the mode", env: { ...ALL, GATEWAY_MODE: SECRET } },
    { name: "a production setting in the sandbox", env: { ...ALL, GATEWAY_MODE: "sandbox" } },
    { name: "two passphrases", env: ALL },
    { name: "a URL that is none", env: { ...PRODUCTION, DATABASE_URL: SECRET } },
    {
      name: "a short passphrase",
      env: { ...PRODUCTION, GATEWAY_PASSPHRASE_FILE: "", GATEWAY_PASSPHRASE: SECRET.slice(0, 12) },
    },
  ])("$name", ({ env }) => {
    const { message, remedy, at, cause, stack } = refusalOf(env);
    const said = [message, remedy, at, String(cause), stack].join("\n");
    expect(said).not.toContain(SECRET.slice(0, 12));
  });
});
