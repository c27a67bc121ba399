import type { ExchangeId, Instant, Sha256 } from "../core/ids.ts";
import type { Caller } from "../ports/contracts.ts";
import type { Commit, ExchangeSpan } from "../ports/exchange-store.ts";
import type { Decided } from "./decide-now.ts";

/** What one commit and its entry are made of. */
export interface CommitQuestion {
  readonly id: ExchangeId;
  readonly caller: Pick<Caller, "party" | "clientId" | "person">;
  readonly decided: Decided;
  readonly digest: Sha256;
  readonly parcel: Commit["parcel"];
  /** Who approved or rejected it, where it was held. */
  readonly approvers?: readonly { readonly person: string; readonly role: string }[];
  readonly span: ExchangeSpan;
  readonly now: Instant;
}
