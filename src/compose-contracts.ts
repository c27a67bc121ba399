import { enterActivations, enterCatalogue } from "./adapters/contracts-port/activations.ts";
import { createContractsPort } from "./adapters/contracts-port/contracts-port.ts";
import { readState } from "./adapters/contracts-port/standings.ts";
import type { Watched } from "./adapters/contracts-port/taken-up.ts";
import type { VerifySignature } from "./adapters/contracts/signatures.ts";
import { createContractsSource } from "./adapters/contracts/source.ts";
import type { Database } from "./adapters/database/database.ts";
import { raiseAlert } from "./adapters/database/raise-alert.ts";
import type { Catalogue } from "./core/catalogue/types.ts";
import type { LoadedContracts } from "./core/covenant/compile.ts";
import { refuseRewritten } from "./core/covenant/rewritten.ts";
import type { Covenant } from "./core/covenant/types.ts";
import { GatewayError } from "./core/errors.ts";
import type { Sha256 } from "./core/ids.ts";
import type { Contracts } from "./ports/contracts.ts";
import type { LedgerWrite } from "./ports/ledger.ts";
import type { World } from "./ports/world.ts";

export interface ContractsParts extends Pick<World, "now" | "newId" | "log"> {
  readonly config: { readonly contractsDir: string; readonly overlayDir: string | null };
  readonly database: Database;
  readonly verifySignature: VerifySignature;
  /** The ledger's entry of a version that came into force. */
  readonly entryOf: (covenant: Covenant) => LedgerWrite;
  readonly catalogueEntryOf: (hash: Sha256) => LedgerWrite;
}

/**
 * Reads `contracts/`, and takes it up again whenever something was published. Refuses with COVENANT_ALTERED a folder in which a version
 * that was in force is another or is gone.
 */
export async function composeContracts(
  parts: ContractsParts,
): Promise<{ readonly contracts: Contracts; readonly catalogue: Catalogue }> {
  const { config, database, now, verifySignature, entryOf } = parts;
  const source = createContractsSource({
    folder: config.contractsDir,
    overlay: config.overlayDir,
    verifySignature,
  });
  const { loaded, stamp } = await source.read();
  const { activated } = await readState(database);
  refuseRewritten(
    loaded.covenants.map(({ covenant }) => covenant),
    activated,
  );
  const watched = { source, stamp, ...tellingOf(parts) };
  watched.taken(loaded);
  const activate = (covenants: readonly Covenant[]) => enterActivations({ database, entryOf }, covenants);
  const activateCatalogue = (hash: Sha256) => takeOver(parts, hash);
  const contracts = createContractsPort({ database, loaded, now, watched, activate, activateCatalogue });
  return { contracts, catalogue: loaded.catalogue };
}

/** Whoever oversees hears of another catalogue: it changes what signed covenants let through, and no party signs it. */
async function takeOver(parts: ContractsParts, hash: Sha256): Promise<void> {
  const { database, log, now, newId, catalogueEntryOf } = parts;
  if (!(await enterCatalogue({ database, entryOf: catalogueEntryOf }, hash))) return;
  log.info("catalogue.taken-over", { sha256: hash });
  await raiseAlert(database, { alertId: newId(), level: "notice", reason: "CATALOGUE_CHANGED", at: now() });
}

/** What is said of contracts that were read, and of those that could not be. */
function tellingOf({ database, log, now, newId }: ContractsParts): Pick<Watched, "taken" | "failed"> {
  return {
    taken({ covenants, warnings }: LoadedContracts) {
      for (const warning of warnings) log.warn("contracts.warning", { reason: warning });
      log.info("contracts.taken-up", { versions: covenants.length });
    },
    async failed(error) {
      const { at, code } = error instanceof GatewayError ? error : { at: null, code: null };
      log.error("contracts.not-taken-up", error, { at });
      const reason = code === "COVENANT_ALTERED" || code === "CATALOGUE_ALTERED" ? code : "CONTRACTS_NOT_TAKEN_UP";
      const alert = { alertId: newId(), level: "alert", reason, at: now() } as const;
      // Logged already; that it could not be raised as well must not take down what is in force.
      await raiseAlert(database, alert).catch((cause: unknown) => log.error("contracts.alert-failed", cause));
    },
  };
}
