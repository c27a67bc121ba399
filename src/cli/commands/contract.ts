import { cleanText } from "../clean.ts";
import type { Command } from "../command.ts";
import { certificatesFolder, CHECKED, checkContracts } from "../contract-check.ts";
import { contractsFolder } from "../contract-desk.ts";
import { EXIT } from "../exit-codes.ts";

export const contractCheck: Command = {
  name: "contract check",
  group: "covenants",
  says: "read all covenants strictly; a line for each, or every problem with its line",
  profile: false,
  arguments: [],
  options: CHECKED,
  examples: ["gateway contract check"],
  async run(call) {
    const { toolbox, style } = call;
    const from = { folder: contractsFolder(call), certificates: certificatesFolder(call) };
    const { lines, exitCode } = await checkContracts(() => toolbox.loadContracts(from), toolbox.now());
    const holds = exitCode === 0;
    const verdict = holds ? style.good("✓ the contracts hold") : style.bad("✗ the contracts do not hold");
    return {
      exitCode: holds ? EXIT.ok : EXIT.failed,
      json: { holds, lines },
      text: [...lines.map(cleanText), verdict],
    };
  },
};
