import { GatewayError } from "../core/errors.ts";
import type { ExchangeId } from "../core/ids.ts";
import type { StoredExchange } from "../ports/exchange-store.ts";

/** What every entry about a parcel begins with. Throws NOT_FOUND where the exchange has none. */
export function parcelHeader({ row, parcel }: StoredExchange): {
  readonly exchangeId: ExchangeId;
  readonly sender: string;
  readonly recipient: string;
  readonly parcelSha256: string;
} {
  if (parcel === null) throw new GatewayError("NOT_FOUND", "this exchange has no parcel");
  return { exchangeId: row.id, sender: row.sender, recipient: parcel.recipient, parcelSha256: parcel.sha256 };
}
