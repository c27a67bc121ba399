import path from "node:path";
import { styleText } from "node:util";
import type { Example } from "./examples.ts";

export interface Banner {
  readonly url: string;
  readonly dataDir: string;
  readonly profiles: ReadonlyMap<string, string>;
  readonly examples: readonly Example[];
}

/** What a newcomer reads first: where it is, that it is pretend, and commands to copy. */
export function banner({ url, dataDir, profiles, examples }: Banner): string {
  const shown = (file: string): string => path.relative(process.cwd(), file) || file;
  const commands = examples.flatMap(({ profile, file, verb, says }) => [
    styleText("dim", `  # ${says}`),
    `  npx gateway ${verb} --profile ${shown(profiles.get(profile) ?? "")} ${shown(file)}`,
  ]);
  return [
    "",
    styleText(["bold", "green"], "  Uitwisselpoort  [sandbox]"),
    styleText("yellow", "  Pretend keys, pretend parties, invented tenants. Nothing here may meet real data."),
    "",
    `  API        ${url}/v1      reference ${url}/docs`,
    `  ledger     ${url}/checkpoint`,
    `  data       ${shown(dataDir)}/  (remove it to begin anew)`,
    "",
    styleText("bold", "  Send a first exchange, in another terminal:"),
    ...commands,
    "",
    styleText("bold", "  Decide, as the privacy officer, on what waits for a person:"),
    `  npx gateway holds list --profile ${shown(profiles.get("staff-privacy-officer") ?? "")}`,
    "",
  ].join("\n");
}
