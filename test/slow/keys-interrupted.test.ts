import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { expectFinished, generateUntil, STEPS } from "../adapters/keyring/killed.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "keyring-killed-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

it("has a kill for each of its steps", async () => {
  const { signal, said } = await generateUntil(STEPS + 1, root);
  expect({ signal, steps: Number(said) }).toEqual({ signal: null, steps: STEPS });
});

it.each(Array.from({ length: STEPS }, (_, at) => at + 1))(
  "making keys, killed before step %i, is finished by the same command and loses none that was made",
  (step) => expectFinished(step, root),
);
