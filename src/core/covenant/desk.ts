import type { Informed } from "../catalogue/informed.ts";
import type { Problem } from "../catalogue/source.ts";
import type { AlteredFile } from "../catalogue/published.ts";
import type { Catalogue } from "../catalogue/types.ts";
import type { Sha256 } from "../ids.ts";
import type { Covenant } from "./types.ts";

/** One version's file as those see it who write, compare and sign covenants; it may be wrong, and then says how. */
export interface DeskVersion {
  /** `covenants/x/v1.yaml`, as `published.json` names it. */
  readonly file: string;
  readonly id: string;
  readonly version: number;
  readonly bytes: Uint8Array;
  readonly hash: Sha256;
  /** `null` where the file cannot be read as a covenant; `problems` then says why. */
  readonly covenant: Covenant | null;
  /** What is wrong with its form, or, where that is right, with its lawfulness. */
  readonly problems: readonly Problem[];
  /** What `published.json` says of it: `altered` where it names other bytes. */
  readonly published: "published" | "altered" | "unpublished";
  readonly signatures: readonly DeskSignature[];
}

export interface DeskSignature {
  /** The party, or `officer-<n>`. */
  readonly signer: string;
  readonly armored: string;
}

/** `contracts/` on the desk: every version by itself, so that one bad file does not hide the others. */
export interface Desk {
  readonly catalogue: Catalogue;
  /** By id, then by version. */
  readonly versions: readonly DeskVersion[];
  /** Published files that are not there. */
  readonly gone: readonly string[];
  /** Files of the catalogue that are not as they were published. */
  readonly altered: readonly AlteredFile[];
  readonly officers: readonly { readonly id: string; readonly fingerprint: string }[];
  /** How people are told of what the privacy statement does not promise. */
  readonly informed: readonly Informed[];
}

/** `bergendal-early-signal@2`, or without the version. */
export interface VersionName {
  readonly id: string;
  readonly version: number | null;
}

/** Reads the name of a covenant or of one version; `null` for anything else. */
export function readVersionName(text: string): VersionName | null {
  const [, id, version] = /^([a-z][a-z0-9-]{1,59})(?:@([1-9]\d{0,3}))?$/.exec(text) ?? [];
  return id === undefined ? null : { id, version: version === undefined ? null : Number(version) };
}

/**
 * The version meant: the one named, or the newest published active one, or the newest active one that is only proposed.
 * `null` where there is none.
 */
export function findVersion({ versions }: Pick<Desk, "versions">, name: VersionName): DeskVersion | null {
  const own = versions.filter(({ id }) => id === name.id).sort((a, b) => b.version - a.version);
  if (name.version !== null) return own.find(({ version }) => version === name.version) ?? null;
  // A file that cannot be read is no draft: whoever asks must hear of it, not of an older version.
  const active = own.filter(({ covenant }) => covenant?.status !== "draft");
  return active.find(({ published }) => published !== "unpublished") ?? active[0] ?? null;
}
