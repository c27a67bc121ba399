import { z } from "zod";
import { GatewayError } from "../core/errors.ts";
import { sha256Of } from "../core/hash.ts";
import { parseStrictJson } from "../core/document/json.ts";
import type { ListedExchange, MailboxPlace, MailboxQuery, StoredExchange } from "../ports/exchange-store.ts";
import type { Caller } from "../ports/contracts.ts";
import type { World } from "../ports/world.ts";
import { reasonForOfficer } from "./decision-record.ts";
import { deliverParcel } from "./deliver.ts";
import { eventEntry } from "./entries.ts";
import { exchangeView } from "./exchange-view.ts";
import type { Gateway, MailboxRequest } from "./gateway.ts";
import { cursorsOf, parseCursor, printCursor } from "./mailbox-cursor.ts";
import { parcelHeader } from "./parcel-header.ts";
import { getOwnExchange } from "./require-party.ts";
import type { MailboxPage } from "./views.ts";

/** How often a long poll looks; what arrives within this process wakes it at once. */
const LOOK_AGAIN_MS = 250;

/** What a recipient signs: that it has the parcel, or that it deleted what it held. */
const statementSchema = z.strictObject({
  exchangeId: z.string(),
  kind: z.enum(["receipt", "deletion"]),
  sha256: z.string(),
  at: z.iso.datetime({ offset: true }),
});

type Mailbox = Pick<Gateway, "find" | "list" | "fetchMessage" | "acknowledge">;

/** Looking at, fetching and acknowledging exchanges: only one's own, and nothing leaves before its entry is written. */
export function createMailbox(world: World): Mailbox {
  return {
    async find(caller, id) {
      const stored = await getOwnExchange(world, { caller, id });
      return { ...exchangeView(stored, caller), ...(await reasonForOfficer(world, { caller, stored })) };
    },
    list: (caller, request) => listMailbox(world, { caller, request }),
    async fetchMessage(caller, id) {
      const stored = await getOwnExchange(world, { caller, id });
      // A sender may see that there is a parcel, never what is in it: it is sealed to another.
      if (stored.parcel?.recipient !== caller.party.id)
        throw new GatewayError("NOT_FOUND", "this exchange has no parcel for you");
      return deliverParcel(world, { stored, by: "mailbox" });
    },
    async acknowledge(caller, { id, statement, signature }) {
      const stored = await getOwnExchange(world, { caller, id });
      const bytes = new TextEncoder().encode(statement);
      const kind = statedKind(stored, { bytes, party: caller.party.id });
      await world.seals.verify(bytes, signature, caller.party);
      const header = { kind: "parcel.acknowledged", ...parcelHeader(stored), of: kind } as const;
      const entry = eventEntry(world, {
        header,
        exchangeId: id,
        now: world.now(),
        details: { signatureSha256: sha256Of(new TextEncoder().encode(signature)) },
      });
      return { recorded: await world.exchanges.acknowledge(id, { kind, signature, statement }, entry) };
    },
  };
}

async function listMailbox(
  world: World,
  { caller, request }: { readonly caller: Caller; readonly request: MailboxRequest },
): Promise<MailboxPage> {
  const after = request.after === null ? null : parseCursor(request.after);
  const query = {
    party: caller.party.id,
    role: request.role,
    after: after?.place ?? null,
    limit: request.limit + 1,
    unfetchedOnly: request.unfetched,
  };
  const { found, settled } = await pollMailbox(world, { query, until: world.now() + request.waitMs });
  const listed = found.slice(0, request.limit);
  const { next, back } = cursorsOf({ after, last: listed.at(-1)?.place ?? null, settled });
  return {
    items: listed.map(({ stored }) => exchangeView(stored, caller)),
    next: found.length > request.limit ? printCursor(next) : null,
    cursor: printCursor(back),
  };
}

/** Looks until there is a first item or the time is up. */
async function pollMailbox(
  { exchanges, now, pause }: World,
  { query, until }: { readonly query: MailboxQuery; readonly until: number },
): Promise<{ readonly found: readonly ListedExchange[]; readonly settled: MailboxPlace }> {
  for (;;) {
    const settled = await exchanges.settledUntil();
    const found = await exchanges.list(query);
    if (found.length > 0 || now() >= until) return { found, settled };
    await pause(LOOK_AGAIN_MS);
  }
}

/** The statement must be about this very parcel: a signature over anything else proves nothing. */
function statedKind(
  { row, parcel }: StoredExchange,
  { bytes, party }: { readonly bytes: Uint8Array; readonly party: string },
): "receipt" | "deletion" {
  const parsed = statementSchema.safeParse(parseStrictJson(bytes));
  const fits =
    parsed.success &&
    parcel?.recipient === party &&
    parsed.data.exchangeId === row.id &&
    parsed.data.sha256 === parcel.sha256;
  if (!fits) {
    throw new GatewayError("ACKNOWLEDGEMENT_INVALID", "the statement is not about this parcel", {
      at: "statement",
      remedy: "sign `{ exchangeId, kind, sha256, at }` with the parcel's own SHA-256",
    });
  }
  return parsed.data.kind;
}
