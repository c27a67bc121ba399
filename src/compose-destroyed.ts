import { createDestroyedKeys } from "./adapters/destroyed-keys/destroyed-keys.ts";
import type { Database } from "./adapters/database/database.ts";
import { destroyAgain, requireList, type Destroyed } from "./adapters/register/destroyed.ts";
import type { Config } from "./config.ts";
import { destroyedAgainEntry } from "./exchange/destroyed-again-entry.ts";
import type { World } from "./ports/world.ts";

export interface DestroyedParts {
  readonly database: Database;
  readonly config: Pick<Config, "mode" | "destroyedKeysFile">;
}

export const destroyedOf = ({ database, config }: DestroyedParts): Destroyed => ({
  database,
  keys: createDestroyedKeys(config.destroyedKeysFile),
});

/**
 * Before anything is served: whoever was erased stays so, whichever backup was put back. Only the sandbox, whose persons are
 * invented, begins a list where it is missing.
 */
export async function keepErased(world: World, parts: DestroyedParts): Promise<void> {
  const destroyed = destroyedOf(parts);
  if (parts.config.mode !== "sandbox") await requireList(destroyed);
  const count = await destroyAgain({
    ...destroyed,
    entryOf: (keys) => destroyedAgainEntry(world, keys),
    alertOf: () => ({ alertId: world.newId(), level: "alert", reason: "ERASED_AGAIN", at: world.now() }),
  });
  if (count > 0) world.log.warn("register.erased-again", { keys: count });
}
