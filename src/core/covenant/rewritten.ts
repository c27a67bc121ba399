import { GatewayError } from "../errors.ts";
import { versionKey } from "./compile.ts";
import type { Covenant } from "./types.ts";

/** Content hash by version (`versionKey`), of those that the ledger knows as activated. */
export type Activated = ReadonlyMap<string, string>;

type Published = Pick<Covenant, "id" | "version" | "hash">;

/**
 * Refuses with COVENANT_ALTERED a version that was activated under another content, or that was and is not published any more: what
 * people signed and the ledger names is neither rewritten nor taken away. Suspension and end are the register's, not the folder's.
 */
export function refuseRewritten(published: readonly Published[], activated: Activated): void {
  const now = new Map(published.map((version) => [versionKey(version), version]));
  for (const [key, hash] of activated) {
    const version = now.get(key);
    if (version?.hash === hash) continue;
    const message =
      version === undefined
        ? `\`${key}\` was activated and is not published any more`
        : `\`${key}\` was activated under another content`;
    throw new GatewayError("COVENANT_ALTERED", message, {
      at: placeOf(key),
      remedy:
        "restore the file and its line in published.json as the ledger names them, then change it by a new version or end it in the register; a sandbox may begin anew without its data folder",
    });
  }
}

function placeOf(key: string): string {
  const [id, version] = key.split("@");
  return `covenants/${id}/v${version}.yaml:1`;
}
