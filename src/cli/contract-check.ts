import { textOf } from "./call-values.ts";
import type { Call, Options } from "./command.ts";
import { CONTRACTS } from "./contract-desk.ts";
import type { LoadedContracts, LoadedCovenant } from "../core/covenant/compile.ts";
import { addDays } from "../core/calendar.ts";
import { type ErrorCode, GatewayError } from "../core/errors.ts";
import type { Instant } from "../core/ids.ts";

/** domain.md §4.0: warn this long before a covenant ends. */
const WARN_DAYS = 90;
const BAD_FILE: readonly ErrorCode[] = [
  "CATALOGUE_MALFORMED",
  "COVENANT_MALFORMED",
  "CATALOGUE_ALTERED",
  "COVENANT_ALTERED",
  "COVENANT_OVERLAP",
];

/** Where the contracts are, and the certificates that their signatures are checked with. */
export const CHECKED: Options = {
  ...CONTRACTS,
  certificates: {
    type: "string",
    value: "FOLDER",
    says: "certificates to check signatures with; or set GATEWAY_CERTIFICATES_DIR",
  },
};

/** `null` where none was named. */
export const certificatesFolder = (call: Call): string | null =>
  textOf(call, "certificates") ?? call.toolbox.env["GATEWAY_CERTIFICATES_DIR"] ?? null;

export interface CheckReport {
  readonly lines: readonly string[];
  readonly exitCode: 0 | 1;
}

/**
 * What `gateway contract check` prints: a line a covenant, with what is nearly over, or every problem with file, line and
 * remedy and exit code 1. Throws on only what is no fault of a file, such as a folder that cannot be read.
 */
export async function checkContracts(load: () => Promise<LoadedContracts>, now: Instant): Promise<CheckReport> {
  try {
    const { catalogue, covenants, warnings } = await load();
    const counts = `${catalogue.fields.size} fields, ${catalogue.purposes.size} purposes, ${catalogue.refusals.size} refusals, ${catalogue.codeLists.size} code lists, ${catalogue.facts.size} facts, ${catalogue.parties.size} parties`;
    const lines = covenants.map((loaded) => lineOf(loaded, now));
    return { lines: [counts, ...lines, ...warnings.map((warning) => `warning: ${warning}`)], exitCode: 0 };
  } catch (error) {
    if (!(error instanceof GatewayError) || !BAD_FILE.includes(error.code)) throw error;
    return { lines: [error.code, ...linesOf(error)], exitCode: 1 };
  }
}

/** A message that names several problems already says where each is; a single one is put together here. */
function linesOf(error: GatewayError): readonly string[] {
  const lines = error.message.split("\n");
  const complete = error.at !== null && lines[0]?.startsWith(error.at) === true;
  return complete ? lines : [`${error.at ?? "contracts"} ${error.message}; ${error.remedy ?? "correct it"}`];
}

function lineOf({ covenant }: LoadedCovenant, now: Instant): string {
  const clauses = `${covenant.clauses.length} ${covenant.clauses.length === 1 ? "clause" : "clauses"}`;
  return `${covenant.source} ${covenant.id} v${covenant.version}: ${covenant.kind}, ${covenant.status}, ${clauses}${endOf(covenant.until, now)}`;
}

function endOf(until: Instant, now: Instant): string {
  if (now >= until) return ", expired";
  return addDays(now, WARN_DAYS) >= until ? `, ends within ${WARN_DAYS} days` : "";
}
