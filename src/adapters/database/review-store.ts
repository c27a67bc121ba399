import type { ExchangeReviews } from "../../ports/exchange-reviews.ts";
import type { Database } from "./database.ts";
import { STORED_EXCHANGE, storedExchange, type ExchangeRecord } from "./exchange-rows.ts";
import { guarded } from "./transient.ts";
import { instantText } from "./values.ts";

const WANTED = [
  (at: string) => `${at} IN (e.sender, e.recipient)`,
  (at: string) => `e.covenant = ${at}`,
  (at: string) => `e.purpose = ${at}`,
  (at: string) => `e.outcome = ${at}`,
  (at: string) => `e.at >= ${at}::timestamptz`,
  (at: string) => `e.at < ${at}::timestamptz`,
  (at: string) => `e.id < ${at}::uuid`,
];

/** Exchanges of all parties for those who oversee them. Ids ascend with time, so the newest come first by id. */
export function createReviewStore({ pool }: Pick<Database, "pool">): ExchangeReviews {
  return {
    review: ({ party, covenant, purpose, outcome, since, until, after, limit }) =>
      guarded(async () => {
        const instant = (at: typeof since): string | null => (at === null ? null : instantText(at));
        const wanted = [party, covenant, purpose, outcome, instant(since), instant(until), after];
        // Only what is asked stands in the statement, so that each gets the plan that fits it.
        const values = wanted.filter((value) => value !== null);
        const terms = WANTED.filter((_, at) => wanted[at] !== null).map((term, at) => term(`$${at + 1}`));
        const where = terms.length === 0 ? "" : `WHERE ${terms.join(" AND ")}`;
        const text = `${STORED_EXCHANGE} ${where} ORDER BY e.id DESC LIMIT $${values.length + 1}`;
        const { rows } = await pool.query<ExchangeRecord>(text, [...values, limit]);
        return rows.map(storedExchange);
      }),
  };
}
