import express, { type ErrorRequestHandler, type Express } from "express";
import { GatewayError } from "../../core/errors.ts";
import type { OperationsLog } from "../../ports/operations-log.ts";
import type { Reconciliation } from "../../ports/reconciliation.ts";

/** What an operator's commands ask of a gateway that runs, since an embedded database serves one process. */
export interface OperatorServices {
  readonly reconcile: () => Promise<Reconciliation>;
  readonly log: OperationsLog;
}

/** Routes for a Unix socket that only its owner may open: whoever reaches it may ask. Counts and ids only, never a value. */
export function createOperatorApp({ reconcile, log }: OperatorServices): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("query parser", false);
  let underWay: Promise<Reconciliation> | null = null;
  app.post("/ledger/reconcile", async (_, response) => {
    // It reads the whole ledger: who asks meanwhile gets the same answer.
    underWay ??= reconcile().finally(() => (underWay = null));
    response.json(await underWay);
  });
  app.use(() => {
    throw new GatewayError("NOT_FOUND", "there is nothing under this path");
  });
  // Express knows an error handler by its four parameters.
  const failed: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const { code, message, remedy } = error instanceof GatewayError ? error : UNEXPECTED;
    if (code === "INVARIANT_BROKEN") log.error("operator.failed", error);
    response.status(code === "NOT_FOUND" ? 404 : 500).json({ code, message, remedy });
  };
  app.use(failed);
  return app;
}

const UNEXPECTED = {
  code: "INVARIANT_BROKEN",
  message: "the gateway could not do this",
  remedy: "see the gateway's operations log",
} as const;
