import type { StaffRole } from "../../core/catalogue/party.ts";
import type { AlertLevel } from "../../core/decision/types.ts";
import { isUuid } from "../../core/ids.ts";
import type { AlertStore, StoredAlert } from "../../ports/alert-store.ts";
import type { Database } from "./database.ts";
import type { Alert } from "./generated/client.ts";
import { guarded } from "./transient.ts";
import { instantOf, instantOrNull } from "./values.ts";

export function createAlertStore({ prisma }: Pick<Database, "prisma">): AlertStore {
  return {
    list: ({ status, role, after, limit }) =>
      guarded(async () => {
        const where = {
          ...(status === "any" ? {} : { status }),
          ...(role === null ? {} : { roles: { has: role } }),
          ...(after === null ? {} : { id: { gt: after } }),
        };
        const alerts = await prisma.alert.findMany({ where, orderBy: { id: "asc" }, take: limit });
        return alerts.map(storedAlert);
      }),
    find: (alertId) =>
      guarded(async () => {
        const alert = isUuid(alertId) ? await prisma.alert.findUnique({ where: { id: alertId } }) : null;
        return alert === null ? null : storedAlert(alert);
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
    roles: alert.roles as StaffRole[],
    at: instantOf(alert.at),
    owner: alert.owner,
    status: alert.status as StoredAlert["status"],
    action: alert.action,
    closedAt: instantOrNull(alert.closedAt),
  };
}
