import { exportCsv } from "../../core/covenant/export-csv.ts";
import { exportJsonLd } from "../../core/covenant/export-jsonld.ts";
import { exportMarkdown } from "../../core/covenant/export-markdown.ts";
import { neededText, positional } from "../call-values.ts";
import { printJson } from "../clean.ts";
import type { Command } from "../command.ts";
import { CONTRACTS, openDesk, pickVersion, VERSION_ARGUMENT } from "../contract-desk.ts";
import { EXIT } from "../exit-codes.ts";
import { UsageError } from "../usage-error.ts";

const FORMAT = "uitwisselpoort-export/1";

export const contractExport: Command = {
  name: "contract export",
  group: "covenants",
  says: "a version as JSON-LD in W3C DPV terms, or as a matrix purpose × field to sign",
  profile: false,
  arguments: [VERSION_ARGUMENT],
  options: { ...CONTRACTS, format: { type: "string", value: "FORMAT", says: "json-ld, csv or md" } },
  examples: [
    "gateway contract export bergendal-early-signal --format md > convenant.md",
    "gateway contract export schuldhulpbuddys-coaching@2 --format json-ld",
  ],
  async run(call) {
    const as = neededText(call, "format");
    const desk = await openDesk(call);
    const { covenant } = pickVersion(desk, positional(call, 0));
    const { id, version } = covenant;
    if (as === "json-ld") {
      const content = exportJsonLd(covenant, desk.catalogue);
      return {
        exitCode: EXIT.ok,
        json: { format: FORMAT, covenant: id, version, as, content },
        text: [printJson(content)],
      };
    }
    const write = as === "csv" ? exportCsv : as === "md" ? exportMarkdown : null;
    if (write === null) throw new UsageError("option `--format` is none that there is", "give json-ld, csv or md");
    const content = write(covenant, desk.catalogue);
    // The printer ends the last line itself.
    const text = [content.replace(/\n$/, "")];
    return { exitCode: EXIT.ok, json: { format: FORMAT, covenant: id, version, as, content }, text };
  },
};
