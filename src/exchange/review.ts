import type { World } from "../ports/world.ts";
import { exchangeView } from "./exchange-view.ts";
import type { Gateway } from "./gateway.ts";
import { requireReader } from "./require-party.ts";

/** The exchanges of every party, for the officers, the data protection officer and the auditor (design §12.11). */
export function createReview(world: World): Pick<Gateway, "review"> {
  return {
    async review(caller, query) {
      requireReader(caller);
      const found = await world.reviews.review({ ...query, limit: query.limit + 1 });
      const items = found.slice(0, query.limit);
      const last = found.length > query.limit ? items.at(-1) : undefined;
      return { items: items.map((stored) => exchangeView(stored, caller)), next: last?.row.id ?? null };
    },
  };
}
