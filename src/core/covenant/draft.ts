import type { Catalogue } from "../catalogue/types.ts";
import { readDraftCondition } from "./draft-condition.ts";
import { DRAFT_QUESTIONS } from "./draft-questions.ts";
import { ANY_PARTY } from "./force.ts";

/** Answers by question; what is absent was not answered. Each was found to fit. */
export type DraftAnswers = ReadonlyMap<string, readonly string[]>;

/** The first version of a covenant as a draft's file, with a comment for everything that it still has to say. */
export function writeDraft(answers: DraftAnswers, catalogue: Pick<Catalogue, "parties">): string {
  const pen = createPen(answers);
  return [
    "# A draft: nothing passes under it. What is left to answer stands behind `# open:`; an `(optional)` one may stay so.",
    "# When all is said: `gateway contract lint`, then `status: active`, then `gateway contract sign`.",
    `id: ${pen.one("id")}`,
    "version: 1",
    pen.text("kind"),
    "status: draft",
    pen.text("title"),
    pen.text("source"),
    ...pen.rows("parties", "parties", (party) => partyRow(party, catalogue)),
    "valid:",
    `  ${pen.text("from")}`,
    `  ${pen.text("until")}`,
    pen.text("lawCheckedOn"),
    ...pen.given("dpia", (dpia) => {
      const [ref = "", reviewBy = ""] = partsOf(dpia);
      return [`dpia: { ref: ${quoted(ref)}, reviewBy: ${reviewBy} }`];
    }),
    pen.text("jointArrangement"),
    "",
    "# One clause; another purpose, direction or kind of message is a clause of its own below it.",
    "clauses:",
    ...clauseOf(pen).map((line, at) => `${at === 0 ? "  - " : "    "}${line}`),
    "",
  ].join("\n");
}

function clauseOf(pen: Pen): readonly string[] {
  return [
    pen.text("purpose"),
    pen.text("direction"),
    pen.text("basis"),
    pen.list("law"),
    pen.text("article9"),
    pen.text("article10"),
    pen.list("statement"),
    pen.text("subject"),
    pen.list("identifiedBy"),
    pen.text("relation"),
    ...pen.given("consent", (consent) => [`consent: ${consent === "none" ? "none" : `{ required: ${consent} }`}`]),
    ...pen.rows("preconditions", "require", preconditionRow),
    ...pen.rows("question", "question", quoted),
    ...pen.rows("fields", "fields", quoted),
    ...pen.given("limits", () => [
      "limits:",
      ...pen.all("limits").map((limit, at) => `  ${limitName(at)}: ${quoted(limit)}`),
    ]),
    ...pen.given("batchMax", (batchMax) => [`batchMax: ${batchMax}`]),
    pen.text("approval"),
    // A hold on a legal duty never lapses into a refusal (design §6).
    ...(pen.one("basis") === "legal-duty" ? ["holdEscalates: true"] : []),
    pen.text("inform"),
    ...pen.rows("duties", "duties", dutyRow),
    "retention:",
    `  ${pen.text("retentionHere", "here")}`,
    `  ${pen.text("retentionThere", "there")}`,
  ];
}

type Pen = ReturnType<typeof createPen>;

/** Writes what was answered, and a comment where nothing was. */
function createPen(answers: DraftAnswers) {
  const all = (key: string): readonly string[] => answers.get(key) ?? [];
  const one = (key: string): string => all(key)[0] ?? "";
  const given = (key: string, lines: (answer: string) => readonly string[]): readonly string[] =>
    answers.has(key) ? lines(one(key)) : [left(key)];
  return {
    all,
    one,
    given,
    text: (key: string, name = key): string => (answers.has(key) ? `${name}: ${quoted(one(key))}` : left(key)),
    list: (key: string): string => (answers.has(key) ? `${key}: [${all(key).map(quoted).join(", ")}]` : left(key)),
    rows: (key: string, name: string, row: (answer: string, at: number) => string): readonly string[] =>
      given(key, () => [`${name}:`, ...all(key).map((answer, at) => `  - ${row(answer, at)}`)]),
  };
}

function left(key: string): string {
  const question = DRAFT_QUESTIONS.find((one) => one.key === key);
  if (question === undefined) return `# open: ${key}`;
  return `# open: ${question.ask} ${question.example}${question.needed ? "" : " (optional)"}`;
}

/** Text of any kind as YAML: JSON is that too. */
const quoted = (text: string): string =>
  /^[A-Za-z][A-Za-z0-9-]*$/.test(text) ? plainOrQuoted(text) : JSON.stringify(text);

/** Words that YAML would take for something else. */
const plainOrQuoted = (text: string): string =>
  /^(true|false|null|yes|no|on|off|y|n)$/i.test(text) ? JSON.stringify(text) : text;

const partsOf = (answer: string): readonly string[] => answer.split("|").map((part) => part.trim());

function partyRow(party: string, { parties }: Pick<Catalogue, "parties">): string {
  const [id = "", role] = party.split(" ");
  if (id === ANY_PARTY) return `{ id: "${ANY_PARTY}", role: ${role ?? ""} }`;
  return `{ id: ${id}, role: ${parties.get(id)?.role ?? ""} }`;
}

function preconditionRow(answer: string, at: number): string {
  const [nl = "", rule = ""] = partsOf(answer);
  const condition = readDraftCondition(rule);
  const that =
    condition === null ? "" : `{ fact: ${condition.fact}, ${condition.op}: ${JSON.stringify(condition.value)} }`;
  return `{ id: V${at + 1}, nl: ${quoted(nl)}, that: ${that} }`;
}

function dutyRow(answer: string, at: number): string {
  const [nl = "", who = "", within = ""] = partsOf(answer);
  return `{ id: duty-${at + 1}, nl: ${quoted(nl)}, who: ${who}, within: ${quoted(within)} }`;
}

/** Names of limits are letters alone. */
const limitName = (at: number): string => `limit${String.fromCharCode("A".charCodeAt(0) + at)}`;
