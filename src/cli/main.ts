#!/usr/bin/env node
import { createToolbox } from "./compose.ts";
import { EXIT } from "./exit-codes.ts";
import { run } from "./run.ts";

process.once("SIGINT", () => process.exit(EXIT.interrupted));
// Not `process.exit`: what was written to a pipe must reach its end.
process.exitCode = await run(process.argv.slice(2), createToolbox(process));
