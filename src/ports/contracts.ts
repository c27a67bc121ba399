import type { ClientKey, Party, StaffRole } from "../core/catalogue/party.ts";
import type { Catalogue } from "../core/catalogue/types.ts";
import type { CovenantBook } from "../core/decision/types.ts";

/** A holder of a valid token: which software, speaking for which party; a person only for staff of the controller. */
export interface Caller {
  readonly party: Party;
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
  readonly person: string | null;
  readonly role: StaffRole | null;
}

export interface Contracts {
  /** Catalogue and covenants with their standing as of the last change; reloads itself when the register's state moved. */
  current(): Promise<{ readonly catalogue: Catalogue; readonly covenants: CovenantBook }>;
  /** Forces a fresh read of standings, after a commit found them moved. */
  refresh(): Promise<void>;
  /** Whether the party exists and is not suspended. */
  isActive(party: string): Promise<boolean>;
  findClient(clientId: string): Promise<{ readonly party: Party; readonly keys: readonly ClientKey[] } | null>;
}
