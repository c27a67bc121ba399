import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { PretendClient } from "./pretend-parties.ts";
import { writeWhole } from "./pretend-keys.ts";

export interface Listening {
  readonly dataDir: string;
  readonly url: string;
  readonly environment: string;
  /** The gateway's own certificates, active first. */
  readonly certificate: string;
  readonly ledger: { readonly origin: string; readonly vkey: string };
}

/** One profile file per pretend client, with paths relative to itself; gives them by name. */
export async function writeProfiles(
  at: Listening,
  clients: readonly PretendClient[],
): Promise<ReadonlyMap<string, string>> {
  const folder = path.join(at.dataDir, "profiles");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeWhole(path.join(folder, "gateway.asc"), at.certificate);
  const files = new Map<string, string>();
  for (const client of clients) {
    const file = path.join(folder, `${client.profile}.json`);
    const relative = (target: string): string => path.relative(folder, target);
    const { identity } = client;
    const profile = {
      gateway: at.url,
      environment: at.environment,
      party: client.party,
      controller: client.controller,
      clientId: client.clientId,
      clientKey: { file: relative(client.keyFile), kid: path.basename(client.keyFile, ".pem"), alg: "ES256" },
      openpgp:
        identity === null
          ? null
          : { file: relative(identity.privateFile), passphraseFile: relative(identity.passphraseFile) },
      gatewayCertificate: "gateway.asc",
      ledger: at.ledger,
    };
    await writeWhole(file, `${JSON.stringify(profile, null, 2)}\n`);
    files.set(client.profile, file);
  }
  return files;
}
