import path from "node:path";
import type { Catalogue } from "../../core/catalogue/types.ts";
import type { Desk } from "../../core/covenant/desk.ts";
import { writeDraft, type DraftAnswers } from "../../core/covenant/draft.ts";
import { DRAFT_QUESTIONS, type DraftQuestion } from "../../core/covenant/draft-questions.ts";
import { textOf } from "../call-values.ts";
import type { Call, Command } from "../command.ts";
import { CONTRACTS, contractsFolder, openDesk } from "../contract-desk.ts";
import { EXIT } from "../exit-codes.ts";
import { findNearest } from "../nearest.ts";
import { UsageError } from "../usage-error.ts";

const FORMAT = "uitwisselpoort-draft/1";
/** Somebody who answers wrongly so often needs the README, not another question. */
const TRIES = 3;

export const contractNew: Command = {
  name: "contract new",
  group: "covenants",
  says: "ask what a covenant must answer, and write its first draft",
  profile: false,
  arguments: [],
  options: {
    ...CONTRACTS,
    answers: { type: "string", value: "FILE", says: "the answers as YAML, for scripts; see `--questions`" },
    questions: { type: "boolean", says: "list the questions with an example of each, and ask nothing" },
  },
  examples: ["gateway contract new", "gateway contract new --answers answers.yaml", "gateway contract new --questions"],
  async run(call) {
    if (call.values["questions"] === true) return questionsResult();
    const desk = await openDesk(call);
    const file = textOf(call, "answers");
    const answers = file === undefined ? await asked(call, desk.catalogue) : await readAnswers(call, { file, desk });
    const [id] = answers.get("id") ?? [];
    if (id === undefined) throw new UsageError("answer `id` is missing", "a draft has a name before all else");
    if (desk.versions.some((version) => version.id === id)) throw thereAlready();
    const place = `covenants/${id}/v1.yaml`;
    const folder = contractsFolder(call);
    const isWritten = await call.toolbox.desk.writeNew(path.join(folder, place), writeDraft(answers, desk.catalogue));
    if (!isWritten) throw thereAlready();
    const found = await call.toolbox.lintContracts({ folder, certificates: null, loose: [] });
    const findings = found.filter((finding) => finding.file === place);
    const open = DRAFT_QUESTIONS.filter(({ key, needed }) => needed && !answers.has(key)).map(({ key }) => key);
    return {
      exitCode: EXIT.ok,
      json: { format: FORMAT, covenant: id, version: 1, file: place, open, findings },
      text: [
        `${call.style.good("✓")} draft written: ${place}`,
        ...(open.length === 0 ? [] : [`  ${call.style.warn("left to answer")} ${open.join(", ")}`]),
        ...findings.map(
          ({ line, rule, message, remedy }) => `  ${call.style.bad("✗")} line ${line}: ${message} (${rule}); ${remedy}`,
        ),
        `${call.style.dim("next")} gateway contract lint ${place}`,
        `${call.style.dim("more")} another purpose, direction or message: copy the clause below itself in the file, from its \`- purpose\` on`,
      ],
    };
  },
};

const thereAlready = (): UsageError =>
  new UsageError("a covenant by this name is there already", "take another name, or write its next version beside it");

function questionsResult() {
  const questions = DRAFT_QUESTIONS.map(({ key, ask, example, many, needed }) => ({ key, ask, example, many, needed }));
  const text = questions.map(({ key, ask, example, many, needed }) => {
    const value = many
      ? `[${example
          .split("; ")
          .map((part) => JSON.stringify(part))
          .join(", ")}]`
      : JSON.stringify(example);
    return `${key}: ${value} # ${ask}${needed ? "" : " (mag leeg)"}`;
  });
  return { exitCode: EXIT.ok, json: { format: FORMAT, questions }, text };
}

/** Asks one question after the other; a blank leaves one open, but for the name. */
async function asked(call: Call, catalogue: Catalogue): Promise<DraftAnswers> {
  if (!call.toolbox.input.isTerminal) {
    throw new UsageError("nobody is there to answer", "give --answers FILE; `--questions` lists them");
  }
  const answers = new Map<string, readonly string[]>();
  for (const question of DRAFT_QUESTIONS) {
    const given = await askOne(call, { question, catalogue });
    if (given.length > 0) answers.set(question.key, given);
  }
  return answers;
}

interface Asking {
  readonly question: DraftQuestion;
  readonly catalogue: Catalogue;
}

async function askOne(call: Call, { question, catalogue }: Asking): Promise<readonly string[]> {
  const { ask, example, many, needed, wants } = question;
  const hint = call.noteStyle.dim(`[${example}]${needed ? "" : " (mag leeg)"}`);
  for (let nth = 1; nth <= TRIES; nth++) {
    const typed = (await call.toolbox.input.ask(`${ask} ${hint} `)).trim();
    const given = (many ? typed.split(";") : [typed]).map((part) => part.trim()).filter((part) => part !== "");
    if (given.every((answer) => question.fits(answer, catalogue))) return given;
    call.note(call.noteStyle.warn(`that does not fit${wants === null ? "" : ` (${wants})`}; write it as ${example}`));
  }
  throw new UsageError(`question \`${question.key}\` was answered wrongly ${TRIES} times`, "see contracts/README.md");
}

/** Every wrong answer at once, by the name of its question; never what was answered. */
async function readAnswers(
  call: Call,
  { file, desk }: { readonly file: string; readonly desk: Desk },
): Promise<DraftAnswers> {
  const data = call.toolbox.desk.readAnswers(await call.toolbox.files.read(file));
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    throw new UsageError("the answers are no map of questions", "see `gateway contract new --questions`");
  }
  const keys = DRAFT_QUESTIONS.map(({ key }) => key);
  for (const key of Object.keys(data)) {
    if (keys.includes(key)) continue;
    const meant = findNearest(key, keys);
    throw new UsageError(
      "an answer is to no question",
      meant === null ? "see `--questions`" : `did you mean \`${meant}\`?`,
    );
  }
  const answers = new Map<string, readonly string[]>();
  const wrong: DraftQuestion[] = [];
  for (const question of DRAFT_QUESTIONS) {
    const given = listOf((data as Readonly<Record<string, unknown>>)[question.key]);
    const fits =
      given !== null &&
      (question.many || given.length <= 1) &&
      given.every((one) => question.fits(one, desk.catalogue));
    if (!fits) wrong.push(question);
    else if (given.length > 0) answers.set(question.key, given);
  }
  if (wrong.length === 0) return answers;
  const names = wrong.map(({ key, wants }) => (wants === null ? `\`${key}\`` : `\`${key}\` (${wants})`)).join(", ");
  throw new UsageError(
    `these answers do not fit: ${names}`,
    "see `gateway contract new --questions` for an example of each",
  );
}

/** An answer as a list of texts; `null` for what is neither text, number nor a list of them. */
function listOf(value: unknown): readonly string[] | null {
  if (value === undefined || value === null) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.every((one) => typeof one === "string" || typeof one === "number") ? list.map(String) : null;
}
