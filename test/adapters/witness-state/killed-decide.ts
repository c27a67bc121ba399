// Decides one request and kills itself just before one step of keeping it: `node killed-decide.ts FOLDER BODY STEP`.
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

const [folder = "", body = "", step = ""] = process.argv.slice(2);
const { open, rename } = fs;
let steps = 0;

function killAtStep(): void {
  steps += 1;
  if (steps === Number(step)) process.kill(process.pid, "SIGKILL");
}

fs.open = async (path, flags, mode) => {
  killAtStep();
  return open(path, flags, mode);
};
fs.rename = async (from, to) => {
  killAtStep();
  await rename(from, to);
};
syncBuiltinESMExports();
const { ask, stateOf } = await import("./site.ts");
const answer = await ask(stateOf(folder), body);
killAtStep();
console.log(JSON.stringify({ steps, outcome: answer?.outcome }));
