import path from "node:path";
import { textOf } from "../call-values.ts";
import { cleanText } from "../clean.ts";
import type { Command } from "../command.ts";
import { checkContracts } from "../contract-check.ts";
import { EXIT } from "../exit-codes.ts";

export const contractCheck: Command = {
  name: "contract check",
  group: "covenants",
  says: "read all covenants strictly; a line for each, or every problem with its line",
  profile: false,
  arguments: [],
  options: {
    contracts: { type: "string", value: "FOLDER", says: "the folder; or set GATEWAY_CONTRACTS_DIR" },
    certificates: {
      type: "string",
      value: "FOLDER",
      says: "certificates to check signatures with; or set GATEWAY_CERTIFICATES_DIR",
    },
  },
  examples: ["gateway contract check"],
  async run(call) {
    const { toolbox, style } = call;
    const { env, root } = toolbox;
    const folder = textOf(call, "contracts") ?? env["GATEWAY_CONTRACTS_DIR"] ?? path.join(root, "contracts");
    const certificates = textOf(call, "certificates") ?? env["GATEWAY_CERTIFICATES_DIR"] ?? null;
    const { lines, exitCode } = await checkContracts(
      () => toolbox.loadContracts({ folder, certificates }),
      toolbox.now(),
    );
    const holds = exitCode === 0;
    const verdict = holds ? style.good("✓ the contracts hold") : style.bad("✗ the contracts do not hold");
    return {
      exitCode: holds ? EXIT.ok : EXIT.failed,
      json: { holds, lines },
      text: [...lines.map(cleanText), verdict],
    };
  },
};
