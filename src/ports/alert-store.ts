import type { StaffRole } from "../core/catalogue/party.ts";
import type { AlertLevel } from "../core/decision/types.ts";
import type { Instant } from "../core/ids.ts";

/** Something a person should look at (domain.md §4.0), with who took it and what was done. */
export interface StoredAlert {
  readonly alertId: string;
  readonly exchangeId: string | null;
  readonly level: AlertLevel;
  /** A printed decision reason, or one of the alert's own (`exchange/alert-words.ts`). */
  readonly reason: string;
  /** Who is to look besides the officers, who get every alert. */
  readonly roles: readonly StaffRole[];
  readonly at: Instant;
  readonly owner: string | null;
  readonly status: "open" | "claimed" | "closed";
  readonly action: string | null;
  readonly closedAt: Instant | null;
}

export interface AlertQuery {
  readonly status: StoredAlert["status"] | "any";
  /** Only alerts for this role; `null` = all of them. */
  readonly role: StaffRole | null;
  readonly after: string | null;
  readonly limit: number;
}

export interface AlertStore {
  /** Oldest first, after the cursor. */
  list(query: AlertQuery): Promise<readonly StoredAlert[]>;
  /** `null` where there is none, also for what is no id. */
  find(alertId: string): Promise<StoredAlert | null>;
  /** `false` when somebody else has it or it is closed; taking one's own again is no harm. */
  claim(alertId: string, owner: string): Promise<boolean>;
  /** `false` when it was closed before. Whoever closes it becomes its owner. */
  close(
    alertId: string,
    closed: { readonly owner: string; readonly action: string; readonly at: Instant },
  ): Promise<boolean>;
}
