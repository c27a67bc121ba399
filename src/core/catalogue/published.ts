import { GatewayError } from "../errors.ts";
import { sha256Of } from "../hash.ts";
import type { Sha256 } from "../ids.ts";

/** Digests by file: `fields.yaml`, `parties/entree.yaml`. */
export type Digests = ReadonlyMap<string, string>;

/**
 * One digest for what every covenant rests on: that of the lines that `sha256sum` prints of the files, by their names in order, so that
 * anybody can work it out.
 */
export function catalogueHash(files: Digests): Sha256 {
  const lines = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, hash]) => `${hash}  ${file}\n`);
  return sha256Of(new TextEncoder().encode(lines.join("")));
}

export interface AlteredFile {
  readonly file: string;
  readonly state: "changed" | "gone" | "new";
}

/** Files of the catalogue that are not as they were published, in order. */
export function alteredFiles(present: Digests, published: Digests): readonly AlteredFile[] {
  const names = [...new Set([...present.keys(), ...published.keys()])].sort();
  return names.flatMap((file): readonly AlteredFile[] => {
    const [now, then] = [present.get(file), published.get(file)];
    if (now === then) return [];
    return [{ file, state: now === undefined ? "gone" : then === undefined ? "new" : "changed" }];
  });
}

export const ALTERED = {
  changed: "was changed since it was published",
  gone: "was published and is gone",
  new: "is not published",
} as const satisfies Readonly<Record<AlteredFile["state"], string>>;

export const ALTERED_REMEDY =
  "restore it from the folder `published`, or publish the change with `gateway catalogue publish`";

/**
 * Refuses with CATALOGUE_ALTERED a catalogue that is not the published one: a field's class, a fact's provider or a pinned certificate
 * is part of what parties signed, though it stands outside their file.
 */
export function refuseAltered(present: Digests, published: Digests): void {
  const altered = alteredFiles(present, published);
  const [first] = altered;
  if (first === undefined) return;
  const lines = altered.map(({ file, state }) => `${file}:1 this file ${ALTERED[state]}; ${ALTERED_REMEDY}`);
  throw new GatewayError("CATALOGUE_ALTERED", lines.join("\n"), { at: `${first.file}:1`, remedy: ALTERED_REMEDY });
}
