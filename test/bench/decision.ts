import { askCasbin, askCasbinAgain, prepareCasbin, rememberingCasbin } from "./casbin.ts";
import { askCedar, askCedarOnce, prepareCedar, type Asked } from "./cedar.ts";
import { factsFor } from "./conditions.ts";
import { decideAndExplain, releasedFields } from "./ours.ts";
import { aQuestion, bookOf, caseOf, clauseOf, FIELDS, readContracts, SUBJECTS } from "./questions.ts";
import type { Contracts, Question, Subject } from "./questions.ts";
import { median, quantile, seededRandom } from "./stats.ts";
import type { Part, Run } from "./part.ts";

const SEED = 20_261_122;
/** Field sets on which all engines must give one answer before anything is timed. */
const ASSERTED = 400;
const FEW = 10;
const MANY = 1_000;

interface Effort {
  readonly rounds: number;
  readonly ours: number;
  readonly theirs: number;
}
const EFFORTS: Readonly<Record<"quick" | "full", Effort>> = {
  quick: { rounds: 6, ours: 1_000, theirs: 6 },
  full: { rounds: 30, ours: 2_000, theirs: 15 },
};

/** Decide, minimise and explain, against Cedar and casbin on the same questions; with few covenants and with many. */
export async function benchDecision({ quick, say }: Run): Promise<Part> {
  const contracts = await readContracts();
  const effort = EFFORTS[quick ? "quick" : "full"];
  const measured: Awaited<ReturnType<typeof benchSubject>>[] = [];
  for (const subject of SUBJECTS) {
    say(`decision: ${subject.source}`);
    measured.push(await benchSubject({ contracts, subject, effort }));
  }
  const worst = (key: "p50Us" | "growth1000" | "growth1000Scattered"): number =>
    Math.max(...measured.map((one) => one[key]));
  const least = (key: "vsCedar" | "vsCasbin"): number => Math.min(...measured.map((one) => one[key]));
  return {
    keys: {
      "decision.p50Us": worst("p50Us"),
      // The same documents with a hundred times as many covenants in the book; beside it, each under another covenant.
      "decision.growth1000": worst("growth1000"),
      "decision.growth1000Scattered": worst("growth1000Scattered"),
      "decision.vsCedar": least("vsCedar"),
      "decision.vsCasbin": least("vsCasbin"),
      "decision.batchedCedarUs": Math.min(...measured.map(({ batchedCedarUs }) => batchedCedarUs)),
    },
    raw: { fields: FIELDS, asserted: ASSERTED, ...Object.fromEntries(measured.map((one) => [one.source, one])) },
  };
}

interface Bench {
  readonly contracts: Contracts;
  readonly subject: Subject;
  readonly effort: Effort;
}

async function benchSubject(bench: Bench) {
  const { contracts, subject, effort } = bench;
  const random = seededRandom(SEED);
  const questions = Array.from({ length: ASSERTED }, () => aQuestion(subject, { ...contracts, random }));
  const [few, many] = [bookOf(contracts, FEW), bookOf(contracts, MANY)];
  const asked = questions.map((question) => askedOf(question, bench, few));
  const clause = clauseOf(contracts, subject);
  prepareCedar({ party: subject.party, clause });
  const casbin = await prepareCasbin({ party: subject.party, clause });
  const remembering = await rememberingCasbin({ party: subject.party, clause });
  const engines = {
    cedar: (one: Asked) => askCedar(one),
    cedarOnce: (one: Asked) => askCedarOnce(one),
    casbin: (one: Asked) => askCasbin(casbin, one),
  };
  const answers = await assertSameAnswers({ bench, questions, asked, engines });

  const allowed = questions.filter((_, at) => (answers[at]?.size ?? 0) > 0);
  const copies = Math.floor(MANY / contracts.covenants.length);
  const cases = (book: typeof few, copyOf: (at: number) => number) =>
    Array.from({ length: effort.ours }, (_, at) =>
      caseOf(allowed[at % allowed.length] as Question, { catalogue: contracts.catalogue, book, copy: copyOf(at) }),
    );
  const samples = {
    few: [] as number[],
    many: [] as number[],
    growth: [] as number[],
    growthScattered: [] as number[],
    cedar: [] as number[],
    cedarOnce: [] as number[],
    casbin: [] as number[],
    casbinAgain: [] as number[],
  };
  const some = asked.filter((_, at) => (answers[at]?.size ?? 0) > 0).slice(0, effort.theirs);
  for (const one of some) await askCasbinAgain(remembering, one);
  for (let round = -1; round < effort.rounds; round++) {
    const withFew = timed(cases(few, () => 0));
    const withMany = timed(cases(many, () => 0));
    // Every document under another of the copies: what the processor remembers of a clause is gone when it comes round.
    const scattered = timed(cases(many, (at) => at % copies));
    const theirs = {
      cedar: await timedEach(some, engines.cedar),
      cedarOnce: await timedEach(some, engines.cedarOnce),
      casbin: await timedEach(some, engines.casbin),
      casbinAgain: await timedEach(some, (one) => askCasbinAgain(remembering, one)),
    };
    if (round < 0) continue; // the first warms up
    samples.few.push(...withFew);
    samples.many.push(...withMany);
    samples.growth.push(median(withMany) / median(withFew));
    samples.growthScattered.push(median(scattered) / median(withFew));
    for (const key of ["cedar", "cedarOnce", "casbin", "casbinAgain"] as const) samples[key].push(...theirs[key]);
  }
  const p50Us = median(samples.few);
  return {
    source: subject.source,
    p50Us,
    p90Us: quantile(samples.few, 0.9),
    p99Us: quantile(samples.few, 0.99),
    p50UsWith1000: median(samples.many),
    growth1000: median(samples.growth),
    growth1000Scattered: median(samples.growthScattered),
    cedarUs: median(samples.cedar),
    casbinUs: median(samples.casbin),
    batchedCedarUs: median(samples.cedarOnce),
    casbinRememberedUs: median(samples.casbinAgain),
    vsCedar: median(samples.cedar) / p50Us,
    vsCasbin: median(samples.casbin) / p50Us,
    vsBatchedCedar: median(samples.cedarOnce) / p50Us,
    releasing: allowed.length / questions.length,
  };
}

function askedOf(question: Question, { contracts, subject }: Bench, book: ReturnType<typeof bookOf>): Asked {
  const clause = clauseOf(contracts, subject);
  const facts = factsFor(clause, caseOf(question, { catalogue: contracts.catalogue, book }));
  return { party: subject.party, clause, fields: question.fields, facts };
}

interface Assertion {
  readonly bench: Bench;
  readonly questions: readonly Question[];
  readonly asked: readonly Asked[];
  readonly engines: Readonly<Record<string, (one: Asked) => ReadonlySet<string> | Promise<ReadonlySet<string>>>>;
}

/** Throws where an engine releases another set of fields than we do; a figure on other answers would say nothing. */
async function assertSameAnswers({ bench, questions, asked, engines }: Assertion): Promise<ReadonlySet<string>[]> {
  const book = bookOf(bench.contracts, FEW);
  const answers: ReadonlySet<string>[] = [];
  for (const [at, question] of questions.entries()) {
    const ours = releasedFields(caseOf(question, { catalogue: bench.contracts.catalogue, book }));
    answers.push(ours);
    for (const [engine, ask] of Object.entries(engines)) {
      const theirs = await ask(asked[at] as Asked);
      const differing = question.fields.filter((field) => ours.has(field) !== theirs.has(field));
      if (differing.length > 0) {
        throw new Error(`${engine} and we differ on ${bench.subject.source}, set ${at}: ${differing.join(", ")}`);
      }
    }
  }
  return answers;
}

/** Microseconds of each. */
function timed(cases: readonly Parameters<typeof decideAndExplain>[0][]): number[] {
  const took: number[] = [];
  for (const one of cases) {
    const from = performance.now();
    decideAndExplain(one);
    took.push((performance.now() - from) * 1_000);
  }
  return took;
}

async function timedEach(asked: readonly Asked[], ask: (one: Asked) => unknown): Promise<number[]> {
  const took: number[] = [];
  for (const one of asked) {
    const from = performance.now();
    await ask(one);
    took.push((performance.now() - from) * 1_000);
  }
  return took;
}
