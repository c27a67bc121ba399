import { readFile } from "node:fs/promises";
import { GatewayError } from "../../core/errors.ts";
import { parsePolicy, type LedgerPolicy } from "../../core/ledger/policy.ts";
import { isLoopback } from "../../core/loopback.ts";

/** The policy of a file, which must be about the log that we sign. Throws CONFIG_INVALID with what to do. */
export async function readPolicy(file: string, vkey: string): Promise<LedgerPolicy> {
  const policy = parsePolicy(await readText(file));
  if (policy.log.vkey !== vkey)
    throw refused("is of another log", "let its `log` line name the vkey that GET /ledger/vkey tells");
  const open = policy.witnesses.some(({ url }) => url !== null && isOpen(new URL(url)));
  if (open) throw refused("names a witness without https", "give each witness an https:// address");
  return policy;
}

const isOpen = ({ protocol, hostname }: URL): boolean => protocol !== "https:" && !isLoopback(hostname);

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw refused("cannot be read", "name a file of the form C2SP tlog-policy, or leave the setting out", cause);
  }
}

const refused = (why: string, remedy: string, cause?: unknown): GatewayError =>
  new GatewayError("CONFIG_INVALID", `the policy of \`GATEWAY_LEDGER_POLICY_FILE\` ${why}`, {
    at: "GATEWAY_LEDGER_POLICY_FILE",
    remedy,
    cause,
  });
