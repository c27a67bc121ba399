import { isIP } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { GatewayError } from "./core/errors.ts";
import { isLoopback } from "./core/loopback.ts";

/** The package's own folder, whether this runs as `src/config.ts` or as `dist/config.js`. */
const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** Node majors below this get no security fixes any more; production refuses them. */
const NODE_MAJOR_MIN = 22;

/** `acceptance` is held to all that `production` is; only the name in its documents, database and ledger differs. */
export const MODES = ["sandbox", "acceptance", "production"] as const;

export interface Config {
  readonly mode: (typeof MODES)[number];
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** `null`: the embedded database in the data folder. */
  readonly databaseUrl: string | null;
  readonly contractsDir: string;
  readonly keysDir: string;
  /** Certificates of parties, `<party>.asc`; each must be pinned in its party file. */
  readonly certificatesDir: string;
  /** Signatures, certificates and clients of the pretend parties; only in the sandbox. */
  readonly overlayDir: string | null;
  readonly passphrase:
    { readonly kind: "file"; readonly file: string } | { readonly kind: "text"; readonly text: string };
  /** The URL under which partners reach us, without a slash at its end. `null`: told by the port. */
  readonly publicUrl: string | null;
  readonly ledgerOrigin: string;
  /** Holds the last checkpoint that was signed; outside the database, so that an old one put back is found. */
  readonly ledgerGuardFile: string;
  /** Ids of the keys of erased persons; outside the database, so that a restored backup brings nobody back. */
  readonly destroyedKeysFile: string;
  /** Who cosigns our checkpoints, as C2SP tlog-policy; `null`: nobody. */
  readonly ledgerPolicyFile: string | null;
  readonly sourcesFile: string | null;
  readonly limits: Limits;
}

/** What one process takes from one caller. */
export interface Limits {
  readonly requestsPerSecond: number;
  /** Refused token requests, of one client from one address. */
  readonly tokenRefusalsPerMinute: number;
  /** Addresses and CIDR blocks whose `X-Forwarded-For` is believed, besides loopback. */
  readonly trustedProxies: readonly string[];
}

/** One client busier than this keeps others waiting; a machine of two cores decides about half as many. */
const REQUESTS_PER_SECOND = 1_000;
/** A client that is set up wrongly retries a few times; a hundred a minute is somebody trying keys, or a loop. */
const TOKEN_REFUSALS_PER_MINUTE = 20;

const GUARD_FILE = "ledger.guard";
const DESTROYED_KEYS_FILE = "destroyed-keys";

const port = z.coerce.number().int().min(0).max(65_535);
const settings = z.strictObject({
  GATEWAY_MODE: z.enum(MODES, {
    error: "is `sandbox`, `acceptance` or `production`, and never inferred",
  }),
  GATEWAY_PORT: port.default(8080),
  GATEWAY_DATA_DIR: z.string().min(1).default(".data"),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: "is no postgresql:// URL" }).optional(),
  GATEWAY_HOST: z.string().min(1).optional(),
  GATEWAY_PUBLIC_URL: z.url({ protocol: /^https$/, error: "is no https:// URL" }).optional(),
  GATEWAY_CONTRACTS_DIR: z.string().min(1).optional(),
  GATEWAY_KEYS_DIR: z.string().min(1).optional(),
  GATEWAY_CERTIFICATES_DIR: z.string().min(1).optional(),
  GATEWAY_PASSPHRASE: z.string().min(16, "has fewer than 16 characters").optional(),
  GATEWAY_PASSPHRASE_FILE: z.string().min(1).optional(),
  GATEWAY_LEDGER_ORIGIN: z
    .string()
    .regex(/^[a-z0-9.-]+(\/[a-z0-9._-]+)*$/, "is no name such as log.example.nl/uitwisseling/2026")
    .optional(),
  GATEWAY_LEDGER_GUARD_FILE: z.string().min(1).optional(),
  GATEWAY_DESTROYED_KEYS_FILE: z.string().min(1).optional(),
  GATEWAY_LEDGER_POLICY_FILE: z.string().min(1).optional(),
  GATEWAY_SOURCES_FILE: z.string().min(1).optional(),
  GATEWAY_REQUESTS_PER_SECOND: z.coerce.number().int().min(1).max(1_000_000).default(REQUESTS_PER_SECOND),
  GATEWAY_TOKEN_REFUSALS_PER_MINUTE: z.coerce.number().int().min(1).max(10_000).default(TOKEN_REFUSALS_PER_MINUTE),
  GATEWAY_TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(",").map((one) => one.trim()))
    .refine((list) => list.every(isAddressBlock), "is no list of addresses such as 10.0.0.5,10.1.0.0/24")
    .default([]),
});
type Settings = z.infer<typeof settings>;

function isAddressBlock(text: string): boolean {
  const [address = "", bits, ...more] = text.split("/");
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) > 0 && Number(bits) <= (version === 4 ? 32 : 128))
  );
}

/** What a sandbox may be told; anything else is a production setting that must not meet pretend keys. */
const SANDBOX_MAY = new Set([
  "GATEWAY_MODE",
  "GATEWAY_PORT",
  "GATEWAY_DATA_DIR",
  "DATABASE_URL",
  "GATEWAY_REQUESTS_PER_SECOND",
  "GATEWAY_TOKEN_REFUSALS_PER_MINUTE",
  "GATEWAY_LEDGER_POLICY_FILE",
]);

/** Where an installation keeps what it must not lose, for tools beside it. */
export interface Place {
  readonly dataDir: string;
  /** `null`: the embedded database in the data folder. */
  readonly databaseUrl: string | null;
}

/** Where a gateway that runs answers its operator's commands. */
export const operatorSocket = ({ dataDir }: Pick<Place, "dataDir">): string => path.join(dataDir, "operator.sock");

/** The part of the settings that says where the database is, whatever the others are. Throws CONFIG_INVALID. */
export function readPlace(env: Readonly<Record<string, string | undefined>>): Place {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = settings.pick({ DATABASE_URL: true, GATEWAY_DATA_DIR: true }).strip().safeParse(given);
  if (!parsed.success) throw invalidSetting(parsed.error);
  return { dataDir: path.resolve(parsed.data.GATEWAY_DATA_DIR), databaseUrl: parsed.data.DATABASE_URL ?? null };
}

/** The one reader of the environment. Throws CONFIG_INVALID naming the setting and the remedy; never its value. */
export function readConfig(env: Readonly<Record<string, string | undefined>>, nodeVersion: string): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([name, value]) => isOurs(name) && value !== ""));
  const parsed = settings.safeParse(given);
  if (!parsed.success) throw invalidSetting(parsed.error);
  if (parsed.data.GATEWAY_MODE !== "sandbox") return installed(parsed.data, nodeVersion);
  const foreign = Object.keys(given).find((name) => !SANDBOX_MAY.has(name));
  if (foreign !== undefined)
    throw refused(foreign, "belongs to production, and the sandbox has pretend keys: unset it or set GATEWAY_MODE");
  return sandbox(parsed.data);
}

const isOurs = (name: string): boolean =>
  name === "DATABASE_URL" || (name.startsWith("GATEWAY_") && name !== "GATEWAY_PROFILE");

function invalidSetting(error: z.ZodError): GatewayError {
  const issue = error.issues[0];
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const name = unknown ?? issue?.path.join(".") ?? "";
  return refused(name, unknown === undefined ? (issue?.message ?? "is not valid") : "is no setting of this gateway");
}

const refused = (name: string, why: string): GatewayError =>
  new GatewayError("CONFIG_INVALID", `setting \`${name}\` ${why}`, {
    at: name,
    remedy: "see the table of settings in README.md",
  });

/** Every host that the URL names, for the driver lets one in the query win; a path is a Unix socket. */
function isOnThisMachine(databaseUrl: string): boolean {
  const { hostname, searchParams } = new URL(databaseUrl);
  const hosts = [hostname.replace(/%2f/gi, "/"), ...searchParams.getAll("host")].filter((host) => host !== "");
  // None at all: the driver then asks PGHOST.
  return hosts.length > 0 && hosts.every((host) => host.startsWith("/") || isLoopback(host.toLowerCase()));
}

const limitsOf = (given: Settings): Limits => ({
  requestsPerSecond: given.GATEWAY_REQUESTS_PER_SECOND,
  tokenRefusalsPerMinute: given.GATEWAY_TOKEN_REFUSALS_PER_MINUTE,
  trustedProxies: given.GATEWAY_TRUSTED_PROXIES,
});

function sandbox(given: Settings): Config {
  if (given.DATABASE_URL !== undefined && !isOnThisMachine(given.DATABASE_URL))
    throw refused(
      "DATABASE_URL",
      "does not name this machine: a sandbox has pretend keys and stays off other databases",
    );
  const dataDir = path.resolve(given.GATEWAY_DATA_DIR);
  return {
    mode: "sandbox",
    host: "127.0.0.1",
    port: given.GATEWAY_PORT,
    dataDir,
    databaseUrl: given.DATABASE_URL ?? null,
    contractsDir: path.join(ROOT, "contracts"),
    keysDir: path.join(dataDir, "keys"),
    certificatesDir: path.join(dataDir, "overlay", "certificates"),
    overlayDir: path.join(dataDir, "overlay"),
    passphrase: { kind: "file", file: path.join(dataDir, "passphrase") },
    publicUrl: null,
    ledgerOrigin: "sandbox.uitwisselpoort.example/log",
    ledgerGuardFile: path.join(dataDir, GUARD_FILE),
    destroyedKeysFile: path.join(dataDir, DESTROYED_KEYS_FILE),
    ledgerPolicyFile: given.GATEWAY_LEDGER_POLICY_FILE ?? null,
    sourcesFile: null,
    limits: limitsOf(given),
  };
}

function installed(given: Settings, nodeVersion: string): Config {
  if (Number(nodeVersion.replace(/^v/, "").split(".")[0]) < NODE_MAJOR_MIN) {
    throw new GatewayError("CONFIG_INVALID", "this Node gets no security fixes any more", {
      at: "node",
      remedy: `run on Node ${NODE_MAJOR_MIN} or later; \`npm run\` brings its own`,
    });
  }
  const needed = <Name extends keyof Settings>(name: Name): NonNullable<Settings[Name]> => {
    const value = given[name];
    if (value === undefined) throw refused(name, `is missing: ${given.GATEWAY_MODE} needs it`);
    return value;
  };
  if (given.GATEWAY_PASSPHRASE !== undefined && given.GATEWAY_PASSPHRASE_FILE !== undefined) {
    throw refused("GATEWAY_PASSPHRASE_FILE", "and GATEWAY_PASSPHRASE are both set: keep one");
  }
  return {
    mode: given.GATEWAY_MODE,
    host: given.GATEWAY_HOST ?? "127.0.0.1",
    port: given.GATEWAY_PORT,
    dataDir: path.resolve(given.GATEWAY_DATA_DIR),
    databaseUrl: needed("DATABASE_URL"),
    contractsDir: path.resolve(given.GATEWAY_CONTRACTS_DIR ?? path.join(ROOT, "contracts")),
    keysDir: path.resolve(given.GATEWAY_KEYS_DIR ?? path.join(ROOT, "keys")),
    certificatesDir: path.resolve(needed("GATEWAY_CERTIFICATES_DIR")),
    overlayDir: null,
    passphrase:
      given.GATEWAY_PASSPHRASE === undefined
        ? { kind: "file", file: needed("GATEWAY_PASSPHRASE_FILE") }
        : { kind: "text", text: given.GATEWAY_PASSPHRASE },
    publicUrl: needed("GATEWAY_PUBLIC_URL").replace(/\/$/, ""),
    ledgerOrigin: needed("GATEWAY_LEDGER_ORIGIN"),
    ledgerGuardFile: path.resolve(given.GATEWAY_LEDGER_GUARD_FILE ?? path.join(given.GATEWAY_DATA_DIR, GUARD_FILE)),
    destroyedKeysFile: path.resolve(
      given.GATEWAY_DESTROYED_KEYS_FILE ?? path.join(given.GATEWAY_DATA_DIR, DESTROYED_KEYS_FILE),
    ),
    ledgerPolicyFile: given.GATEWAY_LEDGER_POLICY_FILE ?? null,
    sourcesFile: given.GATEWAY_SOURCES_FILE ?? null,
    limits: limitsOf(given),
  };
}
