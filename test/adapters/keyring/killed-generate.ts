// Makes keys and kills itself just before one step of putting them in place: `node killed-generate.ts REQUEST STEP`.
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import type { GenerateRequest } from "../../../src/adapters/keyring/manage.ts";

const [request = "", step = ""] = process.argv.slice(2);
const { rename, rm } = fs;
let steps = 0;

function killAtStep(): void {
  steps += 1;
  if (steps === Number(step)) process.kill(process.pid, "SIGKILL");
}

fs.rename = async (from, to) => {
  killAtStep();
  await rename(from, to);
};
fs.rm = async (path, options) => {
  killAtStep();
  await rm(path, options);
};
syncBuiltinESMExports();
const { generateKeys } = await import("../../../src/adapters/keyring/manage.ts");
await generateKeys(JSON.parse(request) as GenerateRequest);
console.log(steps);
