import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";

export const version: Command = {
  name: "version",
  group: "help",
  says: "the version of this gateway and of Node",
  profile: false,
  arguments: [],
  options: {},
  examples: ["gateway version"],
  run: ({ toolbox }) =>
    Promise.resolve({
      exitCode: EXIT.ok,
      json: { version: toolbox.version, node: toolbox.node },
      text: [`gateway ${toolbox.version}, Node ${toolbox.node}`],
    }),
};
