import { partyOf, type Logbook, type LoggedDecision } from "./decision.ts";

/**
 * The transaction of FSC Logging that an exchange would be: who asked whom, under which agreement. `null` where there was no
 * agreement, since FSC logs nothing without a grant, and for the end of a hold, which is no transaction of its own. The
 * covenant's digest stands for the grant's hash, and our names of parties for OINs.
 */
export function findFscRecord({ header, endsHold }: LoggedDecision, logbook: Logbook): object | null {
  const { covenant, clause, exchangeId, sender, recipient, at } = header;
  if (covenant === null || clause === null || endsHold) return null;
  const outgoing = sender === logbook.controller;
  return {
    transaction_id: exchangeId,
    direction: outgoing ? "DIRECTION_OUTGOING" : "DIRECTION_INCOMING",
    grant_hash: covenant.hash,
    source: { type: "SOURCE_TYPE_SOURCE", outway_peer_id: partyOf(sender, logbook) },
    destination: { type: "DESTINATION_TYPE_DESTINATION", service_peer_id: partyOf(recipient, logbook) },
    service_name: `${covenant.id}/${clause}`,
    created_at: Math.floor(Date.parse(at) / 1000),
  };
}
