import { ProblemError } from "../client/problem.ts";
import { GatewayError, type ErrorCode } from "../core/errors.ts";
import { UsageError } from "./usage-error.ts";

/** What scripts may rely on, for every command; each value is kept by a test. Never 0 for a refusal. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  denied: 3,
  credentials: 4,
  network: 5,
  difference: 10,
  broken: 20,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_SAYS: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: "done; also for a hold, since nothing was refused: the text and `outcome` say so",
  failed: "it did not work, and none of the below says why",
  usage: "the command, an option, the settings or an input file is not right",
  denied: "the covenant does not allow it: a refusal, or a forecast of one",
  credentials: "not signed in, not allowed for this client, or a key or certificate is wrong",
  network: "the gateway was not reached, or cannot answer now: try again later",
  difference: "a comparison found a difference",
  broken: "a signature, parcel, receipt, ledger proof or ledger does not hold",
  interrupted: "stopped with Ctrl-C",
};

/** Found here, in what we hold: a parcel or receipt that is not what its maker signed. */
const BROKEN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "LEDGER_MISMATCH",
  "LEDGER_MALFORMED",
  "LEDGER_OPENING_BROKEN",
  "LEDGER_ROLLED_BACK",
  "LEDGER_FORKED",
  "CANONICAL_UNSUPPORTED",
  "PGP_MALFORMED",
  "PGP_NOT_ENCRYPTED",
  "PGP_UNSIGNED",
  "PGP_SIGNATURE_WRONG",
  "PGP_SIGNER_UNKNOWN",
  "PGP_SIGNATURES_MANY",
  "PGP_SIGNATURE_STALE",
  "PGP_ALGORITHM_REFUSED",
  "PGP_RECIPIENT_OTHER",
  "PGP_CRITICAL_SUBPACKET",
  "PGP_INTEGRITY",
  "PGP_BOMB",
  "COVENANT_ALTERED",
  "CATALOGUE_ALTERED",
]);
const CREDENTIALS: ReadonlySet<string> = new Set<ErrorCode>([
  "PGP_NOT_FOR_US",
  "PGP_KEY_EXPIRED",
  "PGP_KEY_REVOKED",
  "PGP_KEY_WEAK",
  "KEY_MISSING",
  "KEY_LOCKED",
  "KEY_MALFORMED",
  "SCOPE_MISSING",
  "COVENANT_SIGNER_WRONG",
]);
/** Found here or by the gateway: somebody has to write it otherwise. */
const USAGE: ReadonlySet<string> = new Set<ErrorCode>([
  "CONFIG_INVALID",
  "ID_MALFORMED",
  "COVENANT_MALFORMED",
  "DOCUMENT_MALFORMED",
  "DOCUMENT_TOO_DEEP",
  "DOCUMENT_DUPLICATE_KEY",
  "DOCUMENT_FORBIDDEN_KEY",
  "DOCUMENT_HEADER_INVALID",
  "DOCUMENT_INVALID",
  "BODY_TOO_LARGE",
  "BODY_INVALID",
  "QUERY_INVALID",
]);
/** Answers of a gateway that lives but cannot serve now, or of a proxy before a dead one. */
const NOT_NOW: ReadonlySet<number> = new Set([0, 429, 502, 503, 504]);

/** The exit code of whatever was thrown. */
export function exitOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof ProblemError) return exitOfProblem(error);
  if (!(error instanceof GatewayError)) return EXIT.failed;
  if (BROKEN.has(error.code)) return EXIT.broken;
  if (CREDENTIALS.has(error.code)) return EXIT.credentials;
  return USAGE.has(error.code) ? EXIT.usage : EXIT.failed;
}

function exitOfProblem({ problem: { status, code } }: ProblemError): ExitCode {
  if (NOT_NOW.has(status)) return EXIT.network;
  // Who may decide a hold is the covenant's to say, not the token's.
  if (code === "APPROVER_NOT_ALLOWED" || code === "EXCHANGE_DENIED" || code === "PARCEL_WITHHELD") return EXIT.denied;
  // OAuth's own codes are in lower case (RFC 6749 §5.2), and come from the token endpoint alone.
  const isToken = status === 401 || /^[a-z_]+$/.test(code);
  // The same signature that makes a parcel from the gateway suspect is, in its answer, a fault of our key.
  const isOurKey = CREDENTIALS.has(code) || code === "PGP_SIGNER_UNKNOWN";
  if (isToken || isOurKey) return EXIT.credentials;
  return USAGE.has(code) ? EXIT.usage : EXIT.failed;
}
