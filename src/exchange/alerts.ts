import type { StaffRole } from "../core/catalogue/party.ts";
import { GatewayError } from "../core/errors.ts";
import { rfc3339 } from "../core/instants.ts";
import type { StoredAlert } from "../ports/alert-store.ts";
import type { Caller } from "../ports/contracts.ts";
import type { World } from "../ports/world.ts";
import { alertReason } from "./alert-words.ts";
import type { Gateway } from "./gateway.ts";
import type { AlertView } from "./views.ts";

/** Design §12.11: the data protection officer gets every alert, the auditor reads everything. */
const SEES_ALL: ReadonlySet<StaffRole> = new Set<StaffRole>(["privacy-officer", "deputy", "fg", "auditor"]);

type Alerts = Pick<Gateway, "alerts" | "alert" | "claimAlert" | "closeAlert">;

/** What people of the corporation are to look at: listed for their role, taken on by one of them, closed with what was done. */
export function createAlerts(world: World): Alerts {
  return {
    async alerts(caller, { status, after, limit }) {
      const { role } = requireStaff(caller);
      const seen = SEES_ALL.has(role) ? null : role;
      const found = await world.alerts.list({ status, role: seen, after, limit: limit + 1 });
      const items = found.slice(0, limit).map(alertView);
      return { items, next: found.length > limit ? (items.at(-1)?.alertId ?? null) : null };
    },
    alert: async (caller, alertId) => alertView(await getAlert(world, { caller, alertId })),
    async claimAlert(caller, alertId) {
      const { person } = requireHandler(caller);
      await getAlert(world, { caller, alertId });
      if (!(await world.alerts.claim(alertId, person))) throw taken();
      return alertView(await getAlert(world, { caller, alertId }));
    },
    async closeAlert(caller, { alertId, action }) {
      const { person } = requireHandler(caller);
      await getAlert(world, { caller, alertId });
      // Claiming first keeps two people from closing it with two stories.
      if (!(await world.alerts.claim(alertId, person))) throw taken();
      if (!(await world.alerts.close(alertId, { owner: person, action, at: world.now() }))) throw taken();
      return alertView(await getAlert(world, { caller, alertId }));
    },
  };
}

const taken = (): GatewayError => new GatewayError("ALERT_TAKEN", "somebody else took this alert, or it is closed");

interface Staff {
  readonly person: string;
  readonly role: StaffRole;
}

/** Who runs the machine sees no person, and an alert is about one (design §12.11). */
function requireStaff({ party, person, role }: Caller): Staff {
  if (party.role !== "controller" || person === null || role === null || role === "operator") {
    throw new GatewayError("SCOPE_MISSING", "only people of the corporation who decide or oversee may look at alerts");
  }
  return { person, role };
}

function requireHandler(caller: Caller): Staff {
  const staff = requireStaff(caller);
  if (staff.role === "auditor") throw new GatewayError("SCOPE_MISSING", "an auditor reads and changes nothing");
  return staff;
}

/** The same answer for an alert of another role and for none. */
async function getAlert(
  world: World,
  { caller, alertId }: { readonly caller: Caller; readonly alertId: string },
): Promise<StoredAlert> {
  const { role } = requireStaff(caller);
  const alert = await world.alerts.find(alertId);
  if (alert !== null && (SEES_ALL.has(role) || alert.roles.includes(role))) return alert;
  throw new GatewayError("NOT_FOUND", "there is no such alert of yours");
}

function alertView({ at, closedAt, reason, ...alert }: StoredAlert): AlertView {
  return {
    ...alert,
    reason: alertReason(reason),
    at: rfc3339(at),
    closedAt: closedAt === null ? null : rfc3339(closedAt),
  };
}
