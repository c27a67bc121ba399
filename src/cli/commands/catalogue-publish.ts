import { ALTERED } from "../../core/catalogue/published.ts";
import { isSet } from "../call-values.ts";
import type { Call, Command } from "../command.ts";
import { contractsFolder, CONTRACTS, openDesk } from "../contract-desk.ts";
import { EXIT } from "../exit-codes.ts";
import type { CatalogueRead } from "../toolbox.ts";
import { diffLines } from "./contract-diff.ts";

const FORMAT = "uitwisselpoort-catalogue/1";

export const cataloguePublish: Command = {
  name: "catalogue publish",
  group: "covenants",
  says: "take up a change of what every covenant rests on: fields, purposes, facts, codes, parties, officers",
  profile: false,
  arguments: [],
  options: { ...CONTRACTS, yes: { type: "boolean", says: "do not ask, also where it widens" } },
  examples: ["gateway catalogue publish", "gateway catalogue publish --yes"],
  async run(call) {
    const folder = contractsFolder(call);
    const read = await call.toolbox.catalogue.read(folder);
    const { files, hash, changes } = read;
    // What cannot be compared may widen.
    const widens = changes === null || changes.some(({ reach }) => reach === "wider");
    const shown = await shownOf(call, read);
    const json = { format: FORMAT, hash, widens, files, changes };
    if (files.length === 0) {
      return { exitCode: EXIT.ok, json: { ...json, published: false }, text: ["the catalogue is as it was published"] };
    }
    if (!(await isAgreed(call, { widens, shown }))) {
      const text = [...shown, call.style.warn("not published: it widens; say so with --yes")];
      return { exitCode: EXIT.difference, json: { ...json, published: false }, text };
    }
    await call.toolbox.catalogue.record(folder, hash);
    const done = `✓ the catalogue is published as ${hash}; running gateways take it up within a second`;
    return { exitCode: EXIT.ok, json: { ...json, published: true }, text: [...shown, call.style.good(done)] };
  },
};

async function shownOf(call: Call, { files, changes }: CatalogueRead): Promise<readonly string[]> {
  const { style } = call;
  const lines = files.map(({ file, state }) => `  ${style.warn(file)} ${ALTERED[state]}`);
  if (changes === null) {
    return [...lines, style.bad("the folder `published` is not what was published: what changes cannot be told")];
  }
  const desk = await openDesk(call);
  return [...lines, ...diffLines(changes, { title: "the catalogue", whole: "every covenant", desk, style })];
}

/** What widens is asked for on a terminal; a script says `--yes`. */
async function isAgreed(
  call: Call,
  { widens, shown }: { readonly widens: boolean; readonly shown: readonly string[] },
): Promise<boolean> {
  if (!widens || isSet(call, "yes")) return true;
  if (!call.toolbox.input.isTerminal) return false;
  for (const line of shown) call.note(line);
  const answer = await call.toolbox.input.ask("Signed covenants then let more through. Publish it? [y/N] ");
  return /^(y|yes|j|ja)$/i.test(answer.trim());
}
