import express, { type ErrorRequestHandler, type Express, type Response } from "express";
import { type ErrorCode, GatewayError } from "../../core/errors.ts";
import { answerAddCheckpoint, originHash, type WitnessKey, readWitnessRequest } from "../../core/ledger/witness.ts";
import type { WitnessState } from "../../ports/witness-state.ts";
import { networkOf } from "../network.ts";
import { PROBLEM_KINDS } from "../problem.ts";
import type { RateLimits } from "../rate-limits.ts";
import { readBytes } from "../read-bytes.ts";
import { securityHeaders } from "../security-headers.ts";
import { spokenAnswer, type Spoken } from "./answers.ts";
import { witnessPage } from "./page.ts";

/** 63 hashes, and a checkpoint with 16 signatures of the largest kind that there is, fit twice over. */
const REQUEST_BYTES_MAX = 128 * 1024;
const PLAIN = "text/plain; charset=utf-8";
const ORIGIN_HASH = /^[0-9a-f]{64}$/;

/** What happened, for whoever keeps the witness. `origin` only of a log that is watched: others' names are strangers' words. */
export interface WitnessEvent {
  readonly what: Exclude<Spoken["outcome"], "cosigned"> | "cosigned" | "failed";
  readonly origin: string | null;
  readonly size: number | null;
  readonly error: unknown;
}

export interface WitnessServices {
  readonly state: WitnessState;
  readonly key: WitnessKey;
  readonly limits: RateLimits;
  /** Seconds since 1970. */
  readonly now: () => number;
  readonly tell: (event: WitnessEvent) => void;
}

/** C2SP tlog-witness, a page for people, and the last checkpoint of each log, to be compared with what others hold. */
export function createWitnessApp(services: WitnessServices): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.enable("strict routing");
  app.set("query parser", false);
  app.set("trust proxy", "loopback");
  app.use(securityHeaders(), limited(services));
  app.post("/add-checkpoint", async (request, response) => {
    const spoken = await speak(await readBytes(request, REQUEST_BYTES_MAX), services);
    send(response, spoken);
  });
  app.get("/", async (_, response) => {
    const page = witnessPage({ key: services.key, logs: await services.state.logs() });
    send(response, { status: 200, mediaType: PLAIN, body: page });
  });
  app.get("/:hash/checkpoint", async (request, response) => {
    const note = ORIGIN_HASH.test(request.params.hash) ? await noteOf(request.params.hash, services) : null;
    if (note === null) throw new GatewayError("NOT_FOUND", "no checkpoint of such a log was cosigned");
    send(response, { status: 200, mediaType: PLAIN, body: note });
  });
  app.use(() => {
    throw new GatewayError("NOT_FOUND", "there is nothing under this path");
  });
  app.use(failed(services));
  return app;
}

/** One request, decided and kept; everything but a failure of ours is an answer. */
async function speak(body: Uint8Array, { state, key, now, tell }: WitnessServices): Promise<Spoken> {
  const request = readOrNull(body);
  const origin = request?.claim.origin ?? "";
  const answer =
    request && (await state.decide(origin, (log) => answerAddCheckpoint(request, { log, key, now: now() })));
  const spoken = spokenAnswer(answer ?? { outcome: request === null ? "malformed" : "unknown" });
  const size = answer && "size" in answer ? answer.size : null;
  tell({ what: spoken.outcome, origin: answer === null ? null : origin, size, error: null });
  return spoken;
}

function readOrNull(body: Uint8Array): ReturnType<typeof readWitnessRequest> | null {
  try {
    return readWitnessRequest(body);
  } catch (error) {
    if (error instanceof GatewayError && error.code === "LEDGER_MALFORMED") return null;
    throw error;
  }
}

async function noteOf(hash: string, { state }: WitnessServices): Promise<string | null> {
  const logs = await state.logs();
  return logs.find(({ origin }) => originHash(origin) === hash)?.note ?? null;
}

function limited({ limits }: WitnessServices): express.RequestHandler {
  return async (request, _, next) => {
    const { refusal } = await limits.count(networkOf(request.ip ?? ""));
    if (refusal) throw refusal;
    next();
  };
}

function failed({ tell }: WitnessServices): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const kind = PROBLEM_KINDS[codeOf(error)];
    if (kind.status === 500) tell({ what: "failed", origin: null, size: null, error });
    if (kind.retryAfterSeconds !== undefined) response.setHeader("Retry-After", kind.retryAfterSeconds);
    send(response, { status: kind.status, mediaType: PLAIN, body: `${kind.title}\n` });
  };
}

function codeOf(error: unknown): ErrorCode {
  if (error instanceof GatewayError) return error.code;
  // A path that express cannot decode.
  return error instanceof URIError ? "NOT_FOUND" : "INVARIANT_BROKEN";
}

function send(response: Response, { status, mediaType, body }: Omit<Spoken, "outcome">): void {
  response.status(status).setHeader("Content-Type", mediaType);
  response.setHeader("Cache-Control", "no-store");
  // Not `send`, which would add a charset to `text/x.tlog.size`.
  response.end(body);
}
