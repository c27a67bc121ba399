import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import { GatewayError } from "../core/errors.ts";
import { networkOf } from "./network.ts";

/** Requests are counted by the second: a burst of a whole second is let through, and is over as soon. */
const REQUESTS_SECONDS = 1;
/** Whoever guesses or loops must wait long enough to notice. */
const REFUSALS_SECONDS = 60;
/** Several clients may ask from one address, as an operator's do; nobody needs more addresses' worth of refusals. */
const CLIENTS_AT_ADDRESS = 5;

/** Who asks for a token: what it calls itself is not proven, so it counts together with where it asks from. */
export interface TokenAsker {
  readonly client: string;
  readonly address: string;
}

export interface Counted {
  /** `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers). */
  readonly headers: Readonly<Record<string, string>>;
  /** RATE_LIMITED where this was one too many. */
  readonly refusal: GatewayError | null;
}

/** What one process takes from one caller; in its memory, so that a flood costs the database nothing. */
export interface RateLimits {
  /** Counts a request of a client whose token was verified. */
  count(clientId: string): Promise<Counted>;
  /**
   * Counts a refused token request and gives RATE_LIMITED where there were too many. Only refusals: whoever proves itself
   * gets its token, or a stranger could lock a partner out by failing in its name.
   */
  countRefusal(asker: TokenAsker): Promise<GatewayError | null>;
}

export function createRateLimits(limits: {
  readonly requestsPerSecond: number;
  readonly tokenRefusalsPerMinute: number;
}): RateLimits {
  const { requestsPerSecond, tokenRefusalsPerMinute: refusals } = limits;
  const requests = new RateLimiterMemory({ points: requestsPerSecond, duration: REQUESTS_SECONDS });
  const byClient = new RateLimiterMemory({ points: refusals, duration: REFUSALS_SECONDS });
  // First in line: it also bounds how many made-up client names one address can have us remember.
  const byAddress = new RateLimiterMemory({ points: refusals * CLIENTS_AT_ADDRESS, duration: REFUSALS_SECONDS });
  return {
    async count(clientId) {
      const standing = await requests.penalty(clientId);
      const seconds = secondsLeft(standing);
      return {
        headers: {
          "RateLimit-Policy": `"client";q=${requestsPerSecond};w=${REQUESTS_SECONDS}`,
          "RateLimit": `"client";r=${standing.remainingPoints};t=${seconds}`,
        },
        refusal: isOver(standing, requests) ? tooMany("requests", seconds) : null,
      };
    },
    async countRefusal({ client, address }) {
      const network = networkOf(address);
      const there = await byAddress.penalty(network);
      if (isOver(there, byAddress)) return tooMany("refused token requests", secondsLeft(there));
      const own = await byClient.penalty(`${network} ${client}`);
      return isOver(own, byClient) ? tooMany("refused token requests", secondsLeft(own)) : null;
    },
  };
}

const isOver = ({ consumedPoints }: RateLimiterRes, { points }: RateLimiterMemory): boolean => consumedPoints > points;

const secondsLeft = ({ msBeforeNext }: RateLimiterRes): number => Math.max(1, Math.ceil(msBeforeNext / 1000));

const tooMany = (what: string, retryAfterSeconds: number): GatewayError =>
  new GatewayError("RATE_LIMITED", `too many ${what}`, { retryAfterSeconds });
