import { z } from "zod";
import type { EntryHeader } from "./header.ts";
import type { DecisionOpening } from "./opening.ts";

type DecidedHeader = Extract<EntryHeader, { readonly kind: "exchange.decided" }>;

interface Columns {
  readonly sender: string;
  readonly recipient: string;
  readonly clientId: string;
  readonly actor: string;
  readonly covenant: { readonly id: string; readonly version: number; readonly hash: string } | null;
  readonly clause: string | null;
  readonly purpose: string;
  readonly direction: string;
  readonly message: string;
  readonly messageId: string;
  readonly replyTo: string | null;
  readonly outcome: string;
}

/** The row of an exchange: what lists, mailboxes and reports answer from. */
export interface KeptExchange extends Columns {
  /** The stored views, JSON text, of a database that somebody may have written to. */
  readonly partnerView: string;
  readonly controllerView: string;
}

const reason = z.object({ code: z.string(), param: z.string().optional(), n: z.number().optional() });
const verdict = z.object({
  field: z.string(),
  verdict: z.string(),
  transform: z.string().nullable(),
  reason: reason.nullable(),
});
const storedView = z.object({
  outcome: z.string(),
  reasons: z.array(reason),
  fields: z.array(verdict),
  question: z.array(verdict).nullable(),
});

type View = z.infer<typeof storedView>;
type Verdict = z.infer<typeof verdict>;
interface Reason {
  readonly code: string;
  readonly param?: string | undefined;
  readonly n?: number | undefined;
}

/** The ledger cuts the names that a document gave to this. */
const NAME_MAX = 200;

/**
 * Whether the row and its views say what the newest header and officer's opening say; prove those first. Not judged is what
 * an entry does not hold: terms, retryability, sensitivity, and the fields of which the partner was told that they stayed behind.
 */
export function holdsExchange(
  kept: KeptExchange,
  { header, officer }: { readonly header: DecidedHeader; readonly officer: DecisionOpening },
): boolean {
  const partner = findView(kept.partnerView);
  const controller = findView(kept.controllerView);
  if (partner === null || controller === null) return false;
  return (
    same(columns(kept), columns({ ...header, clientId: officer.clientId, actor: officer.actor })) &&
    holdsPartner(partner, header) &&
    holdsController(controller, { header, officer })
  );
}

function holdsPartner(view: View, header: DecidedHeader): boolean {
  return (
    view.outcome === header.outcome &&
    same(view.reasons.map(bare), header.reasons.map(bare)) &&
    same(released(view.fields), header.fields.map(pair)) &&
    (view.question === null || same(released(view.question), header.questionFields.map(pair)))
  );
}

function holdsController(
  view: View,
  { header, officer }: { readonly header: DecidedHeader; readonly officer: DecisionOpening },
): boolean {
  return (
    view.outcome === header.outcome &&
    same(view.reasons.map(bare), officer.reasons.map(bare)) &&
    same(withheld(view.fields), officer.withheld.map(kept)) &&
    (header.outcome !== "allow" || same(released(view.fields), header.fields.map(pair))) &&
    (view.question === null || same(withheld(view.question), officer.questionWithheld.map(kept)))
  );
}

const columns = (of: Columns): readonly unknown[] => [
  [of.sender, of.recipient, of.clientId, of.actor],
  of.covenant === null ? null : [of.covenant.id, of.covenant.version, of.covenant.hash],
  [of.clause, of.purpose, of.direction, of.message, of.outcome],
  // A document may write its ids in capitals; the database keeps them in small letters.
  [of.messageId.toLowerCase(), of.replyTo?.toLowerCase() ?? null],
];

const released = (verdicts: readonly Verdict[]): readonly (readonly string[])[] =>
  verdicts.flatMap(({ field, verdict: is, transform }) =>
    is === "withheld" ? [] : [pair({ field: cut(field), transform: transform ?? "pass" })],
  );

const withheld = (verdicts: readonly Verdict[]): readonly unknown[] =>
  verdicts.flatMap(({ field, verdict: is, reason: why }) =>
    is === "withheld" ? [kept({ field: cut(field), reason: why })] : [],
  );

const pair = ({ field, transform }: { readonly field: string; readonly transform: string }): readonly string[] => [
  field,
  transform,
];
const kept = ({
  field,
  reason: why,
}: {
  readonly field: string;
  readonly reason: Reason | null;
}): readonly unknown[] => [field, why === null ? null : bare(why)];
const bare = ({ code, param, n }: Reason): readonly unknown[] => [
  code,
  param === undefined ? null : cut(param),
  n ?? null,
];
const cut = (text: string): string => text.slice(0, NAME_MAX);

/** Both sides are lists that this file made; the two audiences are told in orders of their own. */
const same = (a: readonly unknown[], b: readonly unknown[]): boolean => sorted(a) === sorted(b);
const sorted = (list: readonly unknown[]): string => JSON.stringify(list.map((item) => JSON.stringify(item)).sort());

function findView(text: string): View | null {
  try {
    return storedView.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
