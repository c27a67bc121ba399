import { GatewayError } from "../core/errors.ts";
import { isUuidV7, parseExchangeId } from "../core/ids.ts";
import type { MailboxPlace } from "../ports/exchange-store.ts";

/** Where a page begins, and from where to come back another time: the same, or earlier where something was not settled. */
export interface Cursor {
  readonly place: MailboxPlace;
  readonly back: MailboxPlace;
}

const PLACE = String.raw`(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) (\S{36})`;
const CURSOR = new RegExp(`^${PLACE}(?: ${PLACE})?$`);

/** A cursor as text that means nothing to its reader: it may only be given back. */
export function printCursor({ place, back }: Cursor): string {
  const text = compare(place, back) === 0 ? printPlace(place) : `${printPlace(place)} ${printPlace(back)}`;
  return Buffer.from(text).toString("base64url");
}

/** Refuses with QUERY_INVALID what this gateway did not print. */
export function parseCursor(text: string): Cursor {
  const parts = CURSOR.exec(Buffer.from(text, "base64url").toString("latin1"));
  const place = findPlace(parts?.[1], parts?.[2]);
  const back = parts?.[3] === undefined ? place : findPlace(parts[3], parts[4]);
  if (place === null || back === null) {
    throw new GatewayError("QUERY_INVALID", "`after` is no cursor of this mailbox", {
      at: "after",
      remedy: "give the `next` or `cursor` of an earlier page as it came, or leave `after` out",
    });
  }
  return { place, back };
}

/**
 * The cursors of a page: on to the rest of it, and from where to come back another time. Coming back begins no later than
 * what was settled when the first of its pages was read, or what was being committed then would be missed for ever; and
 * never earlier than where this reader began.
 */
export function cursorsOf(page: {
  readonly after: Cursor | null;
  readonly last: MailboxPlace | null;
  readonly settled: MailboxPlace;
}): { readonly next: Cursor; readonly back: Cursor } {
  const { after, settled } = page;
  const place = page.last ?? after?.place ?? settled;
  const isBehind = after !== null && compare(after.back, after.place) < 0;
  const back = isBehind ? after.back : later(after?.place ?? null, earlier(place, settled));
  return { next: { place, back }, back: { place: back, back } };
}

const printPlace = ({ listedAt, id }: MailboxPlace): string => `${listedAt} ${id}`;

function findPlace(listedAt = "", id = ""): MailboxPlace | null {
  return isUuidV7(id) && isInstant(listedAt) ? { listedAt, id: parseExchangeId(id) } : null;
}

/** A day that no month has would be an error of the database. */
function isInstant(text: string): boolean {
  const at = Date.parse(text);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 19) === text.slice(0, 19);
}

const earlier = (one: MailboxPlace, other: MailboxPlace): MailboxPlace => (compare(one, other) <= 0 ? one : other);

const later = (one: MailboxPlace | null, other: MailboxPlace): MailboxPlace =>
  one !== null && compare(one, other) >= 0 ? one : other;

/** Of fixed width, so that the order of the text is that of time. */
function compare(one: MailboxPlace, other: MailboxPlace): number {
  const [a, b] = [printPlace(one), printPlace(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}
