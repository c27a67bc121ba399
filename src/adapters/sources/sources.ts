import { readFile } from "node:fs/promises";
import type { Clause } from "../../core/covenant/types.ts";
import { printTraceParent, type Trace } from "../../core/trace.ts";
import type { OperationsLog } from "../../ports/operations-log.ts";
import type { SourcePort, Sources } from "../../ports/register-reader.ts";
import { mapAnswer, readLimited } from "./answer.ts";
import type { SourceConfig } from "./config.ts";

/**
 * HTTP sources of the corporation (design §6): `POST { personRef, fields }` to the configured address, never a person in
 * a URL. Redirects, other media types, answers over 1 MB, malformed JSON and late answers all count as unavailable; the
 * log gets the source's name and the reason. Earlier sources in the configuration win.
 */
export function createSources(configs: readonly SourceConfig[], log: OperationsLog): Sources {
  const sources = configs.map((config) => ({ config, port: createSource(config, log) }));
  return { find: (clause) => sources.find(({ config }) => serves(config, clause))?.port ?? null };
}

function serves(config: SourceConfig, clause: Clause): boolean {
  const parts = clause.id.split("/");
  return config.clauses.some((pattern) => pattern.split("/").every((want, i) => want === "*" || want === parts[i]));
}

function createSource(config: SourceConfig, log: OperationsLog): SourcePort {
  return {
    fetch: async ({ personRef, fields, trace }) => {
      const wanted = Object.fromEntries(Object.entries(config.fields).filter(([field]) => fields.includes(field)));
      try {
        const answer = await ask(config, { body: JSON.stringify({ personRef, fields: Object.keys(wanted) }), trace });
        if (typeof answer === "string") return refuse(answer);
        return answer === null ? null : mapAnswer(answer, wanted);
      } catch (error) {
        log.error("source.unavailable", error, { source: config.name });
        return "unavailable";
      }
    },
  };

  function refuse(reason: string): "unavailable" {
    log.warn("source.unavailable", { source: config.name, reason });
    return "unavailable";
  }
}

/** The body; `null` for a person the source does not know; a word for what is wrong with the answer. */
async function ask(
  config: SourceConfig,
  { body, trace }: { readonly body: string; readonly trace: Trace },
): Promise<Uint8Array | null | string> {
  const response = await fetch(joinUrl(config), {
    method: "POST",
    headers: {
      ...(await authorization(config)),
      "content-type": "application/json",
      "accept": "application/json",
      "traceparent": printTraceParent(trace),
      ...(trace.state === null ? {} : { tracestate: trace.state }),
    },
    body,
    // A redirect would carry person and credentials to an address that nobody configured.
    redirect: "manual",
    // Covers the body too: a source that dribbles is as late as one that is silent.
    signal: AbortSignal.timeout(config.timeoutMs),
  });
  const verdict = judgeHead(response);
  if (verdict !== "read") {
    await response.body?.cancel();
    return verdict;
  }
  return (await readLimited(response)) ?? "too-large";
}

function judgeHead(response: Response): "read" | null | "redirect" | "status" | "media-type" {
  if (response.status === 404) return null;
  if (response.status >= 300 && response.status < 400) return "redirect";
  if (response.status !== 200) return "status";
  const type = response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  return type === "application/json" ? "read" : "media-type";
}

const joinUrl = ({ baseUrl, path }: SourceConfig): string => `${baseUrl.replace(/\/+$/, "")}${path}`;

/** Read at every call, so that a rotated secret needs no restart. */
async function authorization({ auth }: SourceConfig): Promise<Record<string, string>> {
  if (auth.kind === "none") return {};
  if (auth.kind === "bearer") return { authorization: `Bearer ${await secretIn(auth.tokenFile)}` };
  const pair = Buffer.from(`${auth.user}:${await secretIn(auth.passwordFile)}`, "utf8").toString("base64");
  return { authorization: `Basic ${pair}` };
}

const secretIn = async (path: string): Promise<string> => (await readFile(path, "utf8")).trim();
