import { dayOf, parseDay } from "../calendar.ts";
import type { LegalOrderRule } from "../covenant/types.ts";
import type { Data, Value } from "../document/types.ts";
import { deny, type Strike } from "./check-result.ts";
import type { Context } from "./context.ts";
import { LEGAL_ORDER } from "./evidence.ts";
import { valueAt } from "./values.ts";

/** What every order must say (C-21); an oral one has no number yet, the paper that follows has. */
const MEMBERS = ["article", "authority", "officer", "date", "subject", "deadline"] as const;

function orderIn(data: Data): Data | null {
  const order = valueAt(data, LEGAL_ORDER) ?? null;
  return typeof order === "object" && order !== null && !Array.isArray(order) ? (order as Data) : null;
}

const isText = (value: Value | undefined): value is string => typeof value === "string" && value.trim() !== "";

function demandedIn(order: Data): readonly string[] {
  const fields = order["fieldsDemanded"];
  return Array.isArray(fields) ? fields.filter((field: unknown) => typeof field === "string") : [];
}

/** The fields an order demands; `null` where the clause rests on no order. */
export function fieldsDemanded({ clause, case: { document } }: Context): readonly string[] | null {
  if (clause === null || clause.legalOrder === null) return null;
  const order = orderIn(document.data);
  return order === null ? [] : demandedIn(order);
}

/**
 * What is wrong with the order of a legal demand, judged on the document alone (C-21): none at all, a part of it
 * missing, dated ahead or past its term, or an article, authority, person or field that it does not carry.
 */
export function legalOrderStrikes({ clause, case: { document, now } }: Context): readonly Strike[] {
  const rule = clause?.legalOrder ?? null;
  if (clause === null || rule === null) return [];
  const order = orderIn(document.data);
  if (order === null) return [deny("LEGAL_ORDER_MISSING")];
  const missing = missingIn(order, { rule, today: dayOf(now) });
  if (missing.length > 0) return missing.map((member) => deny("LEGAL_ORDER_INCOMPLETE", member));
  const reaches = demandedIn(order).some((field) => clause.document.fields.has(field));
  const carried =
    rule.articles.includes(textOf(order, "article")) && rule.authorities.includes(textOf(order, "authority"));
  const meant = isAbout(order, document.data);
  return carried && reaches && meant ? [] : [deny("LEGAL_ORDER_OUT_OF_SCOPE")];
}

const textOf = (order: Data, member: string): string => {
  const value = order[member];
  return typeof value === "string" ? value : "";
};

function missingIn(order: Data, { rule, today }: { rule: LegalOrderRule; today: number }): readonly string[] {
  const oral = order["oral"] === true;
  const needed = oral ? MEMBERS : [...MEMBERS, "number"];
  const missing = needed.filter((member) => !isText(order[member]));
  const date = parseDay(textOf(order, "date"));
  if (!missing.includes("date") && (date === null || date > today)) missing.push("date");
  // The term within which it demands: once it is over the order carries nothing, also one that was held meanwhile.
  const deadline = parseDay(textOf(order, "deadline"));
  if (!missing.includes("deadline") && (deadline === null || deadline < today)) missing.push("deadline");
  if (demandedIn(order).length === 0) missing.push("fieldsDemanded");
  // By telephone only where the law lets the paper follow; anywhere else an oral demand is no demand.
  if (oral && rule.oralFollowUpDays === null) missing.push("oral");
  return missing;
}

const fold = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** The order names the person whom the question names: an order about another opens nothing. */
function isAbout(order: Data, data: Data): boolean {
  const lastName = valueAt(data, "lastName");
  return typeof lastName !== "string" || fold(textOf(order, "subject")).includes(fold(lastName));
}
