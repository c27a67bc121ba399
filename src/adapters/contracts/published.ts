import type { Digests } from "../../core/catalogue/published.ts";
import { GatewayError } from "../../core/errors.ts";
import type { CovenantFile } from "./files.ts";

const HASH = /^[0-9a-f]{64}$/;

/** `published.json`: digests by file, of covenant versions and of the catalogue. */
export interface Published {
  readonly covenants: Digests;
  readonly catalogue: Digests;
}

/** Refuses anything but an object of SHA-256 digests. */
export function parsePublished(bytes: Uint8Array | null): Published {
  if (bytes === null) return refuseList("published.json is missing");
  let data: unknown;
  try {
    data = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return refuseList("published.json is no JSON");
  }
  if (typeof data !== "object" || data === null || Array.isArray(data))
    return refuseList("published.json is no object");
  const entries = Object.entries(data).map(([file, hash]): [string, string] => {
    if (typeof hash !== "string" || !HASH.test(hash))
      return refuseList("published.json holds something that is no SHA-256");
    return [file, hash];
  });
  const isCovenant = ([file]: readonly [string, string]): boolean => file.startsWith("covenants/");
  return {
    covenants: new Map(entries.filter(isCovenant)),
    catalogue: new Map(entries.filter((entry) => !isCovenant(entry))),
  };
}

export function printPublished({ covenants, catalogue }: Published): string {
  const rows = [...catalogue, ...covenants].sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(rows), null, 2)}\n`;
}

function refuseList(message: string): never {
  throw new GatewayError("CATALOGUE_MALFORMED", message, {
    at: "published.json:1",
    remedy: "let it hold the SHA-256 of every published covenant version and file of the catalogue, by its path",
  });
}

/**
 * Refuses with `COVENANT_ALTERED` a published file that is gone or differs by one byte, before its content or its
 * signatures are looked at. Tells which files are published; one that is not is a draft or a proposal.
 */
export function checkPublished(files: readonly CovenantFile[], published: Digests): ReadonlySet<string> {
  const present = new Map(files.map((file) => [file.file, file.hash]));
  for (const [file, hash] of published) {
    const now = present.get(file);
    if (now === hash) continue;
    throw new GatewayError(
      "COVENANT_ALTERED",
      now === undefined ? "a published covenant file is gone" : "a published covenant file was changed",
      {
        at: `${file}:1`,
        remedy: "restore the published file; a change is a new version in a new file",
      },
    );
  }
  return new Set(published.keys());
}
