import type * as crypto from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { generateKeys } from "../../../src/adapters/keyring/manage.ts";
import { openKeyring } from "../../../src/adapters/keyring/open-keyring.ts";
import { noon, PASSPHRASE as passphrase } from "../../support/openpgp-identities.ts";
import { expectFinished, keysIn, refusal, requestFor, STEPS } from "./killed.ts";

vi.mock("node:crypto", async (original) => {
  const { withRememberedScrypt } = await import("../../support/remembered-scrypt.ts");
  return withRememberedScrypt(await original<typeof crypto>());
});

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "keyring-killed-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

// The first, one between two keys, and the last; every one of them: `npm run test:slow`.
it.each([1, 5, STEPS])(
  "making keys, killed before step %i, is finished by the same command and loses none that was made",
  (step) => expectFinished(step, root),
);

it("a key that is lost later is restored and never made anew", async () => {
  const folder = join(root, "lost");
  await mkdir(folder);
  await generateKeys(requestFor(folder));
  const kek = (await keysIn(folder)).find((name) => name.startsWith("kek-")) ?? "";
  await rm(join(folder, kek), { recursive: true });
  await expect(openKeyring({ folder, passphrase, now: noon })).rejects.toMatchObject(refusal(/^restore /));
  await expect(generateKeys(requestFor(folder))).rejects.toMatchObject({ code: "FOLDER_IN_USE" });
});
