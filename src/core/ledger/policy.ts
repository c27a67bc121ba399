import { GatewayError } from "../errors.ts";
import { equalBytes } from "./bytes.ts";
import { COSIGNATURE_ED25519, type KeyType, NOTE_ED25519, parseVkey, type Verifier } from "./note-key.ts";

/** Room for what C2SP asks to support (32 witnesses, 32 groups) many times over. */
const POLICY_CHARS_MAX = 64 * 1024;
/** Tab and line end are the only control characters; bytes of 0x80 and up mean nothing here, so C1 is let through. */
const CHARACTERS = /^(?:[^\p{Cc}\p{Cs}]|[\t\n\u0080-\u009f])*$/u;
const WHITESPACE = /[ \t]+/;
const THRESHOLD = /^[1-9][0-9]{0,3}$/;
const NONE = "none";

/** A witness, by its name in the policy, or at least `threshold` of what stands in `of`. `quorum none` is 0 of nothing. */
export type Quorum = { readonly witness: string } | { readonly threshold: number; readonly of: readonly Quorum[] };

export interface PolicyLog {
  /** Its key name is the log's origin. */
  readonly vkey: string;
  /** Where the log is read, http or https. */
  readonly url: string | null;
}

export interface PolicyWitness {
  /** What the policy calls it; it means nothing outside this policy and need not be the key's name. */
  readonly name: string;
  readonly vkey: string;
  /** The submission prefix: `<url>/add-checkpoint`, http or https. */
  readonly url: string | null;
}

/** When a checkpoint is to be believed, from elsewhere than the log: the covenant annex, a pinned file. */
export interface LedgerPolicy {
  readonly log: PolicyLog;
  readonly witnesses: readonly PolicyWitness[];
  readonly quorum: Quorum;
}

/** What the lines up to here have defined. */
interface Draft {
  log: PolicyLog | null;
  quorum: Quorum | null;
  readonly witnesses: (PolicyWitness & { readonly publicKey: Uint8Array })[];
  readonly defined: Map<string, Quorum>;
  /** Whoever is in a group already: a witness counts in one way only. */
  readonly members: Set<string>;
}

/**
 * C2SP tlog-policy, by its letter but for one thing: exactly one log, since one origin is what our readers hold on to.
 * Throws LEDGER_MALFORMED with `at` as `policy:<line>` otherwise.
 */
export function parsePolicy(text: string): LedgerPolicy {
  const draft: Draft = { log: null, quorum: null, witnesses: [], defined: new Map(), members: new Set() };
  const lines = text.split("\n");
  if (text.length > POLICY_CHARS_MAX) throw malformed("is longer than 64 KiB", lines.length);
  for (const [at, line] of lines.entries()) {
    try {
      readLine(draft, line);
    } catch (error) {
      if (error instanceof GatewayError) throw malformed(error.message, at + 1, error);
      throw error;
    }
  }
  const { log, quorum, witnesses } = draft;
  if (!log) throw malformed("has no log line", lines.length);
  if (!quorum) throw malformed("has no quorum line", lines.length);
  return { log, quorum, witnesses: witnesses.map(({ name, vkey, url }) => ({ name, vkey, url })) };
}

/** Whether those who cosigned, by their names in the policy, are enough. Names it does not know count for nothing. */
export function meetsQuorum({ quorum }: LedgerPolicy, cosigned: ReadonlySet<string>): boolean {
  return holds(quorum, cosigned);
}

function holds(quorum: Quorum, cosigned: ReadonlySet<string>): boolean {
  if ("witness" in quorum) return cosigned.has(quorum.witness);
  return quorum.of.filter((member) => holds(member, cosigned)).length >= quorum.threshold;
}

function readLine(draft: Draft, line: string): void {
  if (!CHARACTERS.test(line)) throw refused("holds control characters");
  const [keyword = "", ...items] = line.split(WHITESPACE).filter((item) => item !== "");
  if (keyword === "" || keyword.startsWith("#")) return;
  if (keyword === "log") readLog(draft, items);
  else if (keyword === "witness") readWitness(draft, items);
  else if (keyword === "group") readGroup(draft, items);
  else if (keyword === "quorum") readQuorum(draft, items);
  else throw refused("starts with none of log, witness, group and quorum");
}

function readLog(draft: Draft, items: readonly string[]): void {
  const [vkey, url, ...more] = items;
  if (vkey === undefined || more.length > 0) throw refused("is not `log <vkey> [<url>]`");
  if (draft.log) throw refused("names a second log");
  keyOf(vkey, NOTE_ED25519);
  draft.log = { vkey, url: urlOf(url) };
}

function readWitness(draft: Draft, items: readonly string[]): void {
  const [name, vkey, url, ...more] = items;
  if (name === undefined || vkey === undefined || more.length > 0) {
    throw refused("is not `witness <name> <vkey> [<url>]`");
  }
  const { publicKey } = keyOf(vkey, COSIGNATURE_ED25519);
  // Two names for one key would let one witness count twice.
  if (draft.witnesses.some((witness) => equalBytes(witness.publicKey, publicKey))) throw refused("repeats a key");
  define(draft, name, { witness: name });
  draft.witnesses.push({ name, vkey, url: urlOf(url), publicKey });
}

function readGroup(draft: Draft, items: readonly string[]): void {
  const [name, word, ...names] = items;
  if (name === undefined || word === undefined || names.length === 0) {
    throw refused("is not `group <name> any|all|<k> <member>…`");
  }
  const of = names.map((member) => joined(draft, member));
  define(draft, name, { threshold: thresholdOf(word, of.length), of });
}

function joined(draft: Draft, member: string): Quorum {
  if (draft.members.has(member)) throw refused("names a member that is in a group already");
  draft.members.add(member);
  return definedAs(draft, member);
}

function thresholdOf(word: string, members: number): number {
  if (word === "any") return 1;
  if (word === "all") return members;
  const threshold = THRESHOLD.test(word) ? Number(word) : 0;
  if (threshold < 1 || threshold > members) throw refused("asks for a number that is not within 1 and its members");
  return threshold;
}

function readQuorum(draft: Draft, items: readonly string[]): void {
  const [name, ...more] = items;
  if (name === undefined || more.length > 0) throw refused("is not `quorum <name>|none`");
  if (draft.quorum) throw refused("is a second quorum");
  draft.quorum = name === NONE ? { threshold: 0, of: [] } : definedAs(draft, name);
}

function define(draft: Draft, name: string, quorum: Quorum): void {
  if (name === NONE || draft.defined.has(name)) throw refused("defines a name that is taken");
  draft.defined.set(name, quorum);
}

function definedAs(draft: Draft, name: string): Quorum {
  const quorum = draft.defined.get(name);
  if (!quorum) throw refused("uses a name that no line above it defines");
  return quorum;
}

function keyOf(vkey: string, type: KeyType): Verifier {
  const key = parseVkey(vkey);
  if (key.type !== type) throw refused("has a key of another kind than its keyword asks for");
  return key;
}

function urlOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  const protocol = URL.canParse(text) ? new URL(text).protocol : null;
  if (protocol !== "https:" && protocol !== "http:") throw refused("has an address that is not http or https");
  return text;
}

const refused = (what: string): GatewayError => new GatewayError("LEDGER_MALFORMED", what);

const malformed = (what: string, line: number, cause?: Error): GatewayError =>
  new GatewayError("LEDGER_MALFORMED", `policy line ${line}: ${what}`, {
    at: `policy:${line}`,
    remedy: "correct this line of the policy file; its form is C2SP tlog-policy",
    cause,
  });
