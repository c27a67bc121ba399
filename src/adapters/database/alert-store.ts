import type { AlertLevel } from "../../core/decision/types.ts";
import type { Instant } from "../../core/ids.ts";
import type { Database } from "./database.ts";
import type { Alert } from "./generated/client.ts";
import { guarded } from "./transient.ts";
import { instantOf, instantOrNull } from "./values.ts";

/** Something a person should look at (domain.md §4.0), with who took it and what was done. */
export interface StoredAlert {
  readonly alertId: string;
  readonly exchangeId: string | null;
  readonly level: AlertLevel;
  readonly reason: string;
  readonly at: Instant;
  readonly owner: string | null;
  readonly status: "open" | "claimed" | "closed";
  readonly action: string | null;
  readonly closedAt: Instant | null;
}

export interface AlertStore {
  /** Oldest first, after the cursor. */
  list(query: {
    readonly status: StoredAlert["status"] | "any";
    readonly after: string | null;
    readonly limit: number;
  }): Promise<readonly StoredAlert[]>;
  /** `false` when somebody else has it or it is closed; taking one's own again is no harm. */
  claim(alertId: string, owner: string): Promise<boolean>;
  /** `false` when it was closed before. Whoever closes it becomes its owner. */
  close(
    alertId: string,
    closed: { readonly owner: string; readonly action: string; readonly at: Instant },
  ): Promise<boolean>;
}

export function createAlertStore({ prisma }: Pick<Database, "prisma">): AlertStore {
  return {
    list: ({ status, after, limit }) =>
      guarded(async () => {
        const where = { ...(status === "any" ? {} : { status }), ...(after === null ? {} : { id: { gt: after } }) };
        const alerts = await prisma.alert.findMany({ where, orderBy: { id: "asc" }, take: limit });
        return alerts.map(storedAlert);
      }),
    claim: (alertId, owner) =>
      guarded(async () => {
        const { count } = await prisma.alert.updateMany({
          where: { id: alertId, OR: [{ status: "open" }, { status: "claimed", owner }] },
          data: { status: "claimed", owner },
        });
        return count === 1;
      }),
    close: (alertId, { owner, action, at }) =>
      guarded(async () => {
        const { count } = await prisma.alert.updateMany({
          where: { id: alertId, status: { not: "closed" } },
          data: { status: "closed", owner, action, closedAt: new Date(at) },
        });
        return count === 1;
      }),
  };
}

function storedAlert(alert: Alert): StoredAlert {
  return {
    alertId: alert.id,
    exchangeId: alert.exchangeId,
    level: alert.level as AlertLevel, // held to these by a CHECK, as the status is
    reason: alert.reason,
    at: instantOf(alert.at),
    owner: alert.owner,
    status: alert.status as StoredAlert["status"],
    action: alert.action,
    closedAt: instantOrNull(alert.closedAt),
  };
}
