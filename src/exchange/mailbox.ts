import { z } from "zod";
import { GatewayError } from "../core/errors.ts";
import { sha256Of } from "../core/hash.ts";
import type { ExchangeId } from "../core/ids.ts";
import { parseStrictJson } from "../core/document/json.ts";
import type { StoredExchange } from "../ports/exchange-store.ts";
import type { World } from "../ports/world.ts";
import { eventEntry } from "./entries.ts";
import { exchangeView } from "./exchange-view.ts";
import type { Gateway } from "./gateway.ts";
import { getOwnExchange } from "./require-party.ts";

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
      return exchangeView(await getOwnExchange(world, { caller, id }), caller);
    },
    async list(caller, request) {
      const query = {
        party: caller.party.id,
        role: request.role,
        after: request.after,
        limit: request.limit + 1,
        unfetchedOnly: request.unfetched,
      };
      const until = world.now() + request.waitMs;
      let found = await world.exchanges.list(query);
      while (found.length === 0 && world.now() < until) {
        await world.pause(LOOK_AGAIN_MS);
        found = await world.exchanges.list(query);
      }
      const items = found.slice(0, request.limit);
      const last = found.length > request.limit ? items.at(-1) : undefined;
      return { items: items.map((stored) => exchangeView(stored, caller)), next: last?.row.id ?? null };
    },
    async fetchMessage(caller, id) {
      const stored = await getOwnExchange(world, { caller, id });
      // A sender may see that there is a parcel, never what is in it: it is sealed to another.
      if (stored.parcel?.recipient !== caller.party.id)
        throw new GatewayError("NOT_FOUND", "this exchange has no parcel for you");
      const bytes = await world.exchanges.fetchParcel(id, deliveredEntry(world, stored));
      if (bytes === null) throw new GatewayError("PARCEL_GONE", "the parcel was destroyed at the end of its term");
      return bytes;
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

function deliveredEntry(world: World, stored: StoredExchange): ReturnType<typeof eventEntry> {
  const header = { kind: "parcel.delivered", ...parcelHeader(stored), by: "mailbox" } as const;
  return eventEntry(world, { header, exchangeId: stored.row.id, now: world.now() });
}

function parcelHeader({ row, parcel }: StoredExchange): {
  exchangeId: ExchangeId;
  sender: string;
  recipient: string;
  parcelSha256: string;
} {
  if (parcel === null) throw new GatewayError("NOT_FOUND", "this exchange has no parcel");
  return { exchangeId: row.id, sender: row.sender, recipient: parcel.recipient, parcelSha256: parcel.sha256 };
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
