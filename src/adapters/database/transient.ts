import { GatewayError } from "../../core/errors.ts";

/** SQLSTATEs (PostgreSQL, Appendix A) after which nothing was written and the same may be asked again. */
const TRANSIENT_STATE = /^(08...|25P0[34]|40001|40P01|53...|55P03|57014|57P0[1-5]|58...)$/;
const TRANSIENT_SYSTEM = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);
/** Prisma: unreachable, timed out, closed, pool exhausted, transaction timed out, write conflict. */
const TRANSIENT_PRISMA = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "P2034", "P2037"]);
/** What pg and its pool say without a code. */
const TRANSIENT_WORDS = /Connection terminated|timeout exceeded when trying to connect|not queryable|after calling end/;

/** The SQLSTATE or other code an error of pg, Prisma or the system carries; `null` where it has none. */
export function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { code } = error as Error & { code?: unknown };
  return typeof code === "string" ? code : null;
}

/** Whether the database could not answer just now, as against a statement that is wrong. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isTransient);
  const code = codeOf(error) ?? "";
  return (
    TRANSIENT_STATE.test(code) ||
    TRANSIENT_SYSTEM.has(code) ||
    TRANSIENT_PRISMA.has(code) ||
    TRANSIENT_WORDS.test(error.message)
  );
}

/** Turns what is transient into DATABASE_UNAVAILABLE and lets every other error pass as it is. */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isTransient(error)) throw error;
    throw new GatewayError("DATABASE_UNAVAILABLE", "the database does not answer", { cause: error });
  }
}
