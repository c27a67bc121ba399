import { request } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { GatewayError } from "../core/errors.ts";
import type { Reconciliation } from "../ports/reconciliation.ts";

const CODES = [
  "OPENING_DIFFERS",
  "OFFICER_DIFFERS",
  "PERSONS_DIFFER",
  "FILED_WRONG",
  "ENTRY_MISSING",
  "ENTRY_DIFFERS",
  "OPENING_MISSING",
  "OPENING_WITHOUT_ENTRY",
  "EXCHANGE_WITHOUT_ENTRY",
  "ENTRY_WITHOUT_EXCHANGE",
] as const;
const count = z.int().nonnegative();
const reconciliation = z.object({
  entries: count,
  pending: count,
  exchanges: count,
  findings: z.array(z.object({ code: z.enum(CODES), id: z.string() })),
  found: count,
});

/** Asks the gateway that runs on this data folder; `null` where none does. */
export async function reconcileOver(socket: string): Promise<Reconciliation | null> {
  const answer = await post(socket, "/ledger/reconcile");
  if (answer === null) return null;
  const parsed = answer.status === 200 ? reconciliation.safeParse(JSON.parse(answer.body)) : null;
  if (parsed?.success === true) return parsed.data;
  throw new GatewayError("DATABASE_UNAVAILABLE", "the gateway that runs could not do this", {
    remedy: "see its operations log; a gateway of another version than this command is a reason too",
  });
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Nobody listens, or there is no such file: no gateway runs here. */
const NOBODY: ReadonlySet<string | undefined> = new Set(["ENOENT", "ECONNREFUSED", "ENAMETOOLONG", "EINVAL"]);

function post(socketPath: string, path: string): Promise<Answer | null> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, method: "POST", agent: false }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    });
    asked.once("error", (error: NodeJS.ErrnoException) => (NOBODY.has(error.code) ? resolve(null) : reject(error)));
    asked.end();
  });
}
