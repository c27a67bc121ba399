import type { Reason } from "./reasons.ts";
import type { Alert } from "./types.ts";

/** Names that one alert lists; of more it tells how many. */
const NAMES_MAX = 10;

/**
 * One alert for each reason and level: `FIELD_STRIPPED(birthDate,email,+290)` instead of 292. Whoever sends many fields
 * that were not agreed would otherwise bury what must be seen.
 */
export function gatherAlerts(alerts: readonly Alert[]): readonly Alert[] {
  const groups = new Map<string, { readonly first: Alert; readonly reasons: Reason[] }>();
  for (const alert of alerts) {
    const key = `${alert.level} ${alert.reason.code}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: alert, reasons: [alert.reason] });
    else group.reasons.push(alert.reason);
  }
  return [...groups.values()].map(({ first, reasons }) => (reasons.length === 1 ? first : gathered(first, reasons)));
}

function gathered({ level, reason: { code } }: Alert, reasons: readonly Reason[]): Alert {
  const names = [...new Set(reasons.flatMap(({ param }) => param ?? []))].sort();
  const rest = names.length - NAMES_MAX;
  const param = [...names.slice(0, NAMES_MAX), ...(rest > 0 ? [`+${rest}`] : [])].join(",");
  const counts = reasons.flatMap(({ n }) => n ?? []);
  const n = counts.reduce((sum, count) => sum + count, 0);
  return { level, reason: { code, param, ...(counts.length === 0 ? {} : { n }) } };
}
