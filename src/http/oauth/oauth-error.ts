import { GatewayError, type ErrorCode } from "../../core/errors.ts";
import { JSON_TYPE, json, type Answer } from "../answers.ts";
import type { Problem } from "../problem.ts";

const CODES: Partial<Record<ErrorCode, string>> = {
  CLIENT_REFUSED: "invalid_client",
  ASSERTION_REPLAYED: "invalid_client",
  GRANT_UNSUPPORTED: "unsupported_grant_type",
  SCOPE_MISSING: "invalid_scope",
};
/** RFC 6749 §5.2: printable ASCII without quote and backslash. */
const NOT_PRINTABLE = /[^\x20-\x21\x23-\x5b\x5d-\x7e]/g;

/** RFC 6749 §5.2, for the token endpoint only. A refused client gets 401, a scope that is not its own 400. */
export function oauthErrorOf(error: unknown, problem: Problem, headers: Readonly<Record<string, string>>): Answer {
  const code = error instanceof GatewayError ? error.code : null;
  const says = (code === null ? undefined : CODES[code]) ?? generalCode(problem.status);
  const status = code === "SCOPE_MISSING" ? 400 : problem.status;
  const body = { error: says, error_description: problem.detail.replace(NOT_PRINTABLE, "'") };
  const challenge = status === 401 ? { "WWW-Authenticate": 'Bearer realm="uitwisselpoort"' } : {};
  return json(status, body, { mediaType: JSON_TYPE, headers: { ...headers, ...challenge, Pragma: "no-cache" } });
}

function generalCode(status: number): string {
  if (status === 503 || status === 429) return "temporarily_unavailable";
  return status >= 500 ? "server_error" : "invalid_request";
}
