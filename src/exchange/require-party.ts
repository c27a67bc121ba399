import { GatewayError } from "../core/errors.ts";
import type { ExchangeId } from "../core/ids.ts";
import type { Caller } from "../ports/contracts.ts";
import type { StoredExchange } from "../ports/exchange-store.ts";
import type { World } from "../ports/world.ts";

/** The exchange when this caller is sender or recipient of it; NOT_FOUND for another's and for none alike. */
export async function getOwnExchange(
  world: World,
  { caller, id }: { readonly caller: Caller; readonly id: ExchangeId },
): Promise<StoredExchange> {
  const stored = await world.exchanges.find(id);
  const mine = stored !== null && isParty(stored, caller);
  if (!mine) throw new GatewayError("NOT_FOUND", "there is no such exchange of yours");
  return stored;
}

/** A recipient learns of an exchange only by what is released to it: a refused or held one is between sender and gateway. */
function isParty({ row, parcel }: StoredExchange, caller: Caller): boolean {
  if (row.sender === caller.party.id) return true;
  if (caller.party.role === "controller") return true;
  return parcel?.recipient === caller.party.id;
}
