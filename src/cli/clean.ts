/** C0, DEL and C1 but for line feed and tab: a terminal takes orders in them. And what turns the reading direction round. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
/** What JSON itself leaves as it is; the C0 ones it writes as escapes. */
const ESCAPED = /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Text of another's making, safe to show on a terminal. */
export const cleanText = (text: string): string => text.replace(CONTROLS, "\ufffd");

/** An answer of the gateway with every text in it safe to show. */
export function cleanAnswer<Answer>(answer: Answer): Answer {
  return cleanValue(answer) as Answer;
}

function cleanValue(value: unknown): unknown {
  if (typeof value === "string") return cleanText(value);
  if (Array.isArray(value)) return value.map(cleanValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [cleanText(key), cleanValue(inner)]));
}

/** JSON for people and programs alike: the same value, with what a terminal would obey written as escapes. */
export function printJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    ESCAPED,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
