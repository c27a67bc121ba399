import { GatewayError } from "../errors.ts";
import { type OpenedCheckpoint, openSigned } from "./checkpoint.ts";
import { parseVkey } from "./note-key.ts";
import { type LedgerPolicy, meetsQuorum } from "./policy.ts";

/** A witness's clock may be this far before ours; one that is further ahead would stay fresh for too long. */
const CLOCK_AHEAD_SECONDS_MAX = 300;

/** How old a cosignature may be to count. Seconds; `now` since 1970. */
export interface Freshness {
  readonly now: number;
  readonly ageSecondsMax: number;
}

/**
 * Reads a checkpoint as the policy's log's, cosigned by its quorum. With `freshness` only cosignatures of that age count, and
 * at least one is asked for even where the policy asks for none: without it nobody but the log says how old a checkpoint is.
 * LEDGER_MISMATCH and LEDGER_MALFORMED as `openCheckpoint`.
 */
export function openUnderPolicy(note: string, policy: LedgerPolicy, freshness?: Freshness): OpenedCheckpoint {
  const log = parseVkey(policy.log.vkey);
  const witnesses = policy.witnesses.map(({ name, vkey }) => ({ name, key: parseVkey(vkey) }));
  const { checkpoint, signed } = openSigned(note, {
    origin: log.name,
    log,
    witnesses: witnesses.map(({ key }) => key),
  });
  const namesOf = (counts: (time: number) => boolean): ReadonlySet<string> =>
    new Set(
      witnesses
        .filter(({ key }) => signed.some(({ by, time }) => by === key && time !== null && counts(time)))
        .map(({ name }) => name),
    );
  if (
    !meetsQuorum(
      policy,
      namesOf(() => true),
    )
  )
    throw lacking("lacks cosignatures that its policy asks for");
  if (!freshness) return checkpoint;
  const fresh = namesOf((time) => isFresh(time, freshness));
  if (fresh.size === 0 || !meetsQuorum(policy, fresh)) throw lacking("is cosigned too long ago, or ahead of the clock");
  return checkpoint;
}

const isFresh = (time: number, { now, ageSecondsMax }: Freshness): boolean =>
  time >= now - ageSecondsMax && time <= now + CLOCK_AHEAD_SECONDS_MAX;

const lacking = (what: string): GatewayError =>
  new GatewayError("LEDGER_MISMATCH", `checkpoint ${what}`, {
    remedy: "ask for the newest checkpoint, and the witnesses whether they still cosign",
  });
