import type { StaffRole } from "../core/catalogue/party.ts";
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

/** Design §12.11: who reads the exchanges of every party. Approvers see what they decide; who runs the machine sees nobody. */
export const READERS: ReadonlySet<StaffRole> = new Set<StaffRole>(["privacy-officer", "deputy", "fg", "auditor"]);

/** Throws SCOPE_MISSING for whoever is not one of the corporation's readers. */
export function requireReader(caller: Caller): void {
  if (isReader(caller)) return;
  throw new GatewayError("SCOPE_MISSING", "only officers, data protection officer and auditor read all exchanges");
}

const isReader = ({ party, person, role }: Caller): boolean =>
  party.role === "controller" && person !== null && role !== null && READERS.has(role);

/** A recipient learns of an exchange only by what is released to it: a refused or held one is between sender and gateway. */
function isParty({ row, parcel }: StoredExchange, caller: Caller): boolean {
  // The corporation's software answers for the corporation; its people see by their role.
  if (caller.party.role === "controller") return caller.person === null || isReader(caller);
  if (row.sender === caller.party.id) return true;
  return parcel?.recipient === caller.party.id;
}
