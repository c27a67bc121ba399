import { alertRoutes } from "./alerts/alerts.ts";
import { getClause, getCovenant, listCovenants } from "./covenants/covenants.ts";
import { forecastDecision } from "./decisions/dry-run.ts";
import type { Route } from "./define-route.ts";
import { getExchange, getMessage, listExchanges } from "./exchanges/mailbox.ts";
import { acknowledge, getReceipt } from "./exchanges/receipt.ts";
import { submitExchange } from "./exchanges/submit.ts";
import { approveHold, getHold, listHolds, rejectHold, revealHold } from "./holds/holds.ts";
import { getCheckpoint, getTile, getVerifierKey } from "./ledger/ledger.ts";
import { createMetaRoutes } from "./meta/meta.ts";
import { getKeys, getOpenidConfiguration, getServerMetadata } from "./oauth/discovery.ts";
import { issueToken } from "./oauth/token.ts";
import { openapiOf, type OpenApi } from "./openapi/document.ts";
import { ownRoutes } from "./register/own.ts";
import { endingRoutes, rowRoutes } from "./register/rows.ts";
import { putSynchronisation, upsertSubjects } from "./register/subjects.ts";
import { getLogbook } from "./reports/logbook.ts";
import { getProcessingRegister } from "./reports/processing-register.ts";
import { simulateVersion } from "./simulations/simulations.ts";
import { suspensionRoutes } from "./suspensions/suspensions.ts";

/** The one table: what is mounted is what is described. */
export function createRoutes(issuer: string): readonly Route[] {
  let made: OpenApi | null = null;
  const routes: readonly Route[] = [
    issueToken,
    getServerMetadata,
    getOpenidConfiguration,
    getKeys,
    submitExchange,
    listExchanges,
    getExchange,
    getMessage,
    getReceipt,
    acknowledge,
    forecastDecision,
    listCovenants,
    getCovenant,
    getClause,
    ...suspensionRoutes,
    upsertSubjects,
    ...rowRoutes,
    ...ownRoutes,
    ...endingRoutes,
    putSynchronisation,
    listHolds,
    getHold,
    revealHold,
    approveHold,
    rejectHold,
    ...alertRoutes,
    getProcessingRegister,
    getLogbook,
    simulateVersion,
    getCheckpoint,
    getTile,
    getVerifierKey,
    ...createMetaRoutes(() => (made ??= openapiOf(routes, issuer))),
  ];
  return routes;
}
