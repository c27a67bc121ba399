import { isUuid } from "../core/ids.ts";
import { rfc3339 } from "../core/instants.ts";
import { GatewayError } from "../core/errors.ts";
import type { Caller } from "../ports/contracts.ts";
import type { PartyQuery } from "../ports/register-lists.ts";
import type { World } from "../ports/world.ts";
import type { Gateway, OwnQuery } from "./gateway.ts";
import type { Page } from "./views.ts";

type Lists = Pick<Gateway, "ownConsents" | "ownRelations">;

/** A party's own consents and ties, so that it can end them; persons stand in them under its pairwise reference. */
export function createRegisterLists(world: World): Lists {
  const partnerRef = (caller: Caller, personRef: string | null): string | null =>
    personRef === null ? null : world.seals.pseudonymFor(caller.party.id, personRef);
  return {
    async ownConsents(caller, query) {
      const found = await world.register.consentsOf(partyQuery(world, { caller, query }));
      const items = found.map(({ id, personRef, givenAt, expiresAt, withdrawnAt, ...consent }) => ({
        id,
        partnerRef: partnerRef(caller, personRef),
        ...consent,
        givenAt: rfc3339(givenAt),
        expiresAt: expiresAt === null ? null : rfc3339(expiresAt),
        withdrawnAt: withdrawnAt === null ? null : rfc3339(withdrawnAt),
      }));
      return pageOf(items, query);
    },
    async ownRelations(caller, { kind, ...query }) {
      const found = await world.register.relationsOf({ ...partyQuery(world, { caller, query }), kind });
      const items = found.map(({ id, personRef, from, until, ...relation }) => ({
        id,
        partnerRef: partnerRef(caller, personRef),
        ...relation,
        from: rfc3339(from),
        until: until === null ? null : rfc3339(until),
      }));
      return pageOf(items, query);
    },
  };
}

function partyQuery(
  world: World,
  { caller, query }: { readonly caller: Caller; readonly query: OwnQuery },
): PartyQuery {
  const { after, limit, state } = query;
  if (after !== null && !isUuid(after)) {
    throw new GatewayError("QUERY_INVALID", "`after` is no id of this list", { at: "after" });
  }
  return { party: caller.party.id, openAt: state === "open" ? world.now() : null, after, limit: limit + 1 };
}

/** One more was asked for than fits, to know whether there is a next page. */
function pageOf<Item extends { readonly id: string }>(found: readonly Item[], { limit }: OwnQuery): Page<Item> {
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
}
