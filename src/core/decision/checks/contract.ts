import type { Agreement } from "../../catalogue/party.ts";
import { deny, resultOf, type Strike } from "../check-result.ts";
import type { Context } from "../context.ts";
import type { CheckResult } from "../types.ts";

/**
 * Check 2: a covenant in force names this partner, purpose, direction and message; a processor has an agreement in force
 * (AVG 28), a party outside the EEA a transfer mechanism (AVG 46).
 */
export function checkContract(context: Context): CheckResult {
  const { missing, refusal, version, clause } = context.contract;
  const compared = {
    covenant: context.header.covenant,
    version: version?.covenant.version ?? null,
    clause: clause?.id ?? null,
  };
  const strikes: Strike[] = missing === null ? [] : [deny(missing, refusal ?? undefined)];
  if (version !== null && isProcessor(context) && !hasAgreement("processing", context)) {
    strikes.push(deny("PROCESSOR_AGREEMENT_MISSING"));
  }
  if (version !== null && context.partner?.outsideEea === true && !hasAgreement("transfer", context)) {
    strikes.push(deny("TRANSFER_MECHANISM_MISSING"));
  }
  return resultOf("contract", strikes, compared);
}

/** By its own role or by the one it has in this covenant; a covenant that is itself the agreement needs no second. */
function isProcessor({ partner, partnerId, contract: { version } }: Context): boolean {
  if (version === null || version.covenant.kind === "processing") return false;
  const named = version.covenant.parties.some(({ id, role }) => id === partnerId && role === "processor");
  return named || partner?.role === "processor";
}

function hasAgreement(kind: Agreement["kind"], { partner, case: { now } }: Context): boolean {
  return (partner?.agreements ?? []).some(
    (agreement) => agreement.kind === kind && agreement.from <= now && now < agreement.until,
  );
}
