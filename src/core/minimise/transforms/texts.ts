import type { Value } from "../../document/types.ts";
import { scanText } from "../bsn.ts";
import { coarserCode, reduceCode, reduceCodes } from "../codes.ts";
import { redactText } from "../free-text.ts";
import { isFields, isList, mapFields, mapList } from "../shape.ts";
import { suspect, type Suspicion } from "../suspicion.ts";
import { each, type Transformation, type TransformContext } from "./context.ts";

/** The same for every text within a value; numbers and truth values stay. */
function eachText(value: Value, change: (text: string) => string): Value {
  if (typeof value === "string") return change(value);
  if (isList(value)) return mapList(value, (item) => eachText(item, change));
  return isFields(value) ? mapFields(value, (member) => eachText(member, change)) : value;
}

function noteScan(context: TransformContext, scan: { bsn: number; identityDocuments: number }): void {
  context.note({ kind: "bsn", field: context.field, count: scan.bsn });
  context.note({ kind: "identity-document", field: context.field, count: scan.identityDocuments });
}

function noteSuspicions(context: TransformContext, suspected: readonly Suspicion[]): void {
  for (const about of suspected) context.note({ kind: "suspected-special", field: context.field, about });
}

/** Free text → without BSNs, and without phones, e-mail addresses and names of others (`[derde]`). Notes what it hints at. */
export const redact: Transformation = (value, context) =>
  eachText(value, (text) => {
    const redacted = redactText(text, { ...context, subjectNames: context.minimise.subjectNames });
    noteScan(context, redacted);
    noteSuspicions(context, redacted.suspected);
    context.note({ kind: "third-person", field: context.field, count: redacted.thirdPersons });
    return redacted.text;
  });

/** Free text → without BSNs only. Notes what it hints at all the same: check 10 looks at every free text. */
export const redactBsn: Transformation = (value, context) =>
  eachText(value, (text) => {
    const scan = scanText(text, context);
    noteScan(context, scan);
    noteSuspicions(context, suspect(text));
    return scan.text;
  });

/**
 * Unchanged, but for the house rules that no clause can lift (domain.md §4.0): free text runs through `redact`, and special
 * codes go to their parent unless the plan allows them.
 */
export const pass: Transformation = (value, context) =>
  context.shape.type === "text" ? redact(value, context) : reduceCodes(value, context);

export const drop: Transformation = () => undefined;

/** The code of the list, a special one as its parent or not at all; no narrative. Without a list nothing can be known. */
export const codeOnly: Transformation = each((value, context) => {
  const code = isFields(value) ? value["code"] : value;
  return typeof code === "string" ? reduceCode(code, context) : undefined;
});

/** The code's parent, whatever the code; one without a parent that may go leaves nothing. */
export const parentCode: Transformation = each((value, context) => {
  const code = isFields(value) ? value["code"] : value;
  return typeof code === "string" ? coarserCode(code, context) : undefined;
});
