import path from "node:path";
import { refuseProblems } from "../core/catalogue/source.ts";
import { findVersion, readVersionName, type Desk, type DeskVersion, type VersionName } from "../core/covenant/desk.ts";
import type { Covenant } from "../core/covenant/types.ts";
import { GatewayError } from "../core/errors.ts";
import { textOf } from "./call-values.ts";
import type { Call, Options } from "./command.ts";
import { findNearest } from "./nearest.ts";
import { UsageError } from "./usage-error.ts";

export const CONTRACTS: Options = {
  contracts: { type: "string", value: "FOLDER", says: "the folder; or set GATEWAY_CONTRACTS_DIR" },
};
export const VERSION_ARGUMENT = { name: "COVENANT", says: "its id, or one version of it as ID@2" } as const;

export const contractsFolder = (call: Call): string =>
  textOf(call, "contracts") ?? call.toolbox.env["GATEWAY_CONTRACTS_DIR"] ?? path.join(call.toolbox.root, "contracts");

/** Keys and signatures of the pretend parties of a sandbox lie in its data folder, never in contracts/. */
export const SANDBOX: Options = {
  sandbox: {
    type: "string",
    value: "FOLDER",
    says: "a sandbox's data folder: its pretend parties' keys and signatures",
  },
};

/** Of the sandbox that was named; `null` where none was. */
export function overlayOf(call: Call): string | null {
  const sandbox = textOf(call, "sandbox");
  return sandbox === undefined ? null : path.join(sandbox, "overlay");
}

/** Those that were named, else the sandbox's; `null` where there are none to check signatures with. */
export function certificatesOf(call: Call): string | null {
  const overlay = overlayOf(call);
  const own = textOf(call, "certificates") ?? call.toolbox.env["GATEWAY_CERTIFICATES_DIR"] ?? null;
  return own ?? (overlay === null ? null : path.join(overlay, "certificates"));
}

export const openDesk = (call: Call): Promise<Desk> => call.toolbox.desk.read(contractsFolder(call), overlayOf(call));

export interface ReadVersion extends DeskVersion {
  readonly covenant: Covenant;
}

/**
 * The version that a line names, by default the newest active one. Refuses a name that is not there (UsageError, with the
 * nearest), a published file that was changed (COVENANT_ALTERED) and one that is no covenant (COVENANT_MALFORMED).
 */
export function pickVersion(desk: Desk, text: string): ReadVersion {
  const name = readVersionName(text);
  const found = name === null ? null : findVersion(desk, name);
  if (found === null) throw unknownVersion(desk, { text, name });
  if (found.published === "altered") throw altered(found.file);
  const { covenant } = found;
  if (covenant !== null) return { ...found, covenant };
  refuseProblems("COVENANT_MALFORMED", found.problems);
  throw new GatewayError("COVENANT_MALFORMED", "the file is no covenant", { at: `${found.file}:1` });
}

const altered = (file: string): GatewayError =>
  new GatewayError("COVENANT_ALTERED", "a published covenant file was changed", {
    at: `${file}:1`,
    remedy: "restore the published file; a change is a new version in a new file",
  });

function unknownVersion(
  { versions }: Desk,
  { text, name }: { readonly text: string; readonly name: VersionName | null },
): UsageError {
  const own = versions.filter(({ id }) => id === name?.id).map(({ id, version }) => `${id}@${version}`);
  if (own.length > 0) {
    const what = name?.version === null ? "this covenant has no active version" : "this covenant has no such version";
    return new UsageError(what, `name one of ${own.join(", ")}`);
  }
  const meant = findNearest(text.split("@")[0] ?? "", [...new Set(versions.map(({ id }) => id))]);
  return new UsageError(
    "there is no covenant by this name",
    meant === null ? "see `gateway contract check` for their names" : `did you mean \`${meant}\`?`,
  );
}

/** `bergendal-early-signal@1`. */
export const nameOf = ({ id, version }: Pick<Covenant, "id" | "version">): string => `${id}@${version}`;
