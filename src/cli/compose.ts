import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { readCataloguePublication, recordCatalogue } from "../adapters/contracts/catalogue-publication.ts";
import { readAnswers, readDesk, readLooseCovenant, writeNewFile } from "../adapters/contracts/desk.ts";
import { recordInformed } from "../adapters/contracts/informed.ts";
import { lintFolder } from "../adapters/contracts/lint-folder.ts";
import { loadContracts } from "../adapters/contracts/load.ts";
import { readPublication, recordPublished } from "../adapters/contracts/publication.ts";
import type { VerifySignature } from "../adapters/contracts/signatures.ts";
import { generateKeys, isRotatable, listKeys, rotateKeys } from "../adapters/keyring/manage.ts";
import { KEY_KINDS } from "../adapters/keyring/types.ts";
import { composeRecovery } from "../compose-recovery.ts";
import { readConfig } from "../config.ts";
import { GatewayError } from "../core/errors.ts";
import type { Instant } from "../core/ids.ts";
import { readCertificates } from "../openpgp/certificates.ts";
import { verifyLasting } from "../openpgp/detached.ts";
import { createFiles } from "./files.ts";
import { createInput, createOutput } from "./output.ts";
import { createLedgerTools } from "./compose-ledger.ts";
import { createWitnessTools } from "./compose-witness.ts";
import type { KeyTools, Toolbox } from "./toolbox.ts";

/** The package's own folder, whether this runs as `src/cli/compose.ts` or as `dist/cli/compose.js`. */
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const nowInstant = (): Instant => Date.now() as Instant;

/** The real toolbox: this process's terminal, the key folder and the contracts as files. */
export function createToolbox(nodeProcess: NodeJS.Process): Toolbox {
  const { env, version, stdin, stdout, stderr } = nodeProcess;
  const manifest = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as { readonly version: string };
  const streams = { stdin, stdout, stderr };
  return {
    version: manifest.version,
    node: version,
    root: ROOT,
    env,
    output: createOutput(streams),
    input: createInput(streams),
    files: createFiles(),
    keys: createKeyTools(),
    now: nowInstant,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    // Invented parties too: the repository's covenants name them, and a check asks whether the files are right, not who is real.
    loadContracts: ({ folder, certificates }) =>
      loadContracts({ folder, overlay: null, pretend: true, verifySignature: createVerify(certificates) }),
    lintContracts: ({ folder, certificates, loose }) => {
      const verifySignature = certificates === null ? null : createVerify(certificates);
      return lintFolder({ folder, loose, verifySignature, today: nowInstant() });
    },
    publication: {
      read: ({ folder, overlay, certificates }, name) =>
        readPublication({ folder, overlay, pretend: true, verifySignature: createVerify(certificates) }, name),
      record: recordPublished,
    },
    catalogue: { read: readCataloguePublication, record: recordCatalogue },
    desk: { read: readDesk, readLoose: readLooseCovenant, readAnswers, writeNew: writeNewFile, recordInformed },
    recovery: (settings) => composeRecovery(readConfig(settings, version)),
    ledger: createLedgerTools(),
    witness: createWitnessTools({
      now: nowInstant,
      untilStopped: () => new Promise((stop) => nodeProcess.once("SIGTERM", stop)),
    }),
  };
}

export function createKeyTools(): KeyTools {
  return {
    generate: generateKeys,
    list: listKeys,
    isRotatable,
    kinds: KEY_KINDS,
    rotate({ kind, ...request }) {
      if (!isRotatable(kind)) throw new GatewayError("INVARIANT_BROKEN", "this kind of key is not rotated");
      return rotateKeys({ ...request, kind });
    },
  };
}

/** Without certificates no signature can be checked, and none counts. */
function createVerify(folder: string | null): VerifySignature {
  return async (bytes, signature, { id, fingerprints }) => {
    if (folder === null) return false;
    try {
      const certificates = await readCertificates(await readFile(path.join(folder, `${id}.asc`)));
      const signers = certificates.filter(({ fingerprint }) => fingerprints.includes(fingerprint));
      await verifyLasting({ bytes, signature, signers, now: nowInstant() });
      return true;
    } catch {
      return false;
    }
  };
}
