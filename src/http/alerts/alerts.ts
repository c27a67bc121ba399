import { z } from "zod";
import type { AlertView, Page } from "../../exchange/views.ts";
import { json, jsonResponse } from "../answers.ts";
import { jsonBody } from "../body.ts";
import { defineRoute, type Route } from "../define-route.ts";
import { reasonSchema } from "../exchanges/exchange-schema.ts";
import { named } from "../openapi/registry.ts";
import { instantText, rowId, staffRole, wholeNumber } from "../openapi/words.ts";

const LIMIT_MAX = 100;
/** What was done about it, for the record. */
const ACTION_CHARS_MAX = 500;

const status = z.enum(["open", "claimed", "closed"]);

const alertSchema = named(
  "Alert",
  z.object({
    alertId: z.string(),
    level: z.enum(["info", "notice", "alert"]),
    reason: reasonSchema,
    exchangeId: z.string().nullable(),
    roles: z.array(staffRole),
    at: instantText,
    owner: z.string().nullable(),
    status,
    action: z.string().nullable(),
    closedAt: instantText.nullable(),
  }),
) satisfies z.ZodType<AlertView>;

const alertPageSchema = named(
  "AlertPage",
  z.object({ items: z.array(alertSchema), next: z.string().nullable() }),
) satisfies z.ZodType<Page<AlertView>>;

const exampleAlert: AlertView = {
  alertId: "019a9c3e-0f04-7a11-8b22-0123456789ab",
  level: "notice",
  reason: {
    code: "HOLD_REMINDER",
    says: "an exchange still waits for a decision and lapses after five working days",
    next: "GET /v1/holds, then approve or reject it",
  },
  exchangeId: "019a9c3e-0f00-7a11-8b22-0123456789ab",
  roles: ["collections-lead"],
  at: "2026-11-25T23:00:00.000Z",
  owner: null,
  status: "open",
  action: null,
  closedAt: null,
};
const exampleClosed: AlertView = {
  ...exampleAlert,
  owner: "aydin",
  status: "closed",
  action: "approved the hold",
  closedAt: "2026-11-26T09:12:00.000Z",
};

const params = z.strictObject({ id: rowId });
/** The data protection officer may take one on: to look into it is oversight, not approval (AVG 38(6)). */
const handle = {
  scopes: ["hold:decide"],
  who: "staff",
  roles: ["privacy-officer", "deputy", "collections-lead", "approver", "fg"],
} as const;
const read = { ...handle, roles: [...handle.roles, "auditor"] } as const;

const listAlerts = defineRoute({
  method: "get",
  path: "/v1/alerts",
  operationId: "listAlerts",
  summary: "What this person is to look at, oldest first; officers and auditor see every alert",
  tag: "alerts",
  auth: read,
  request: {
    query: z.strictObject({
      status: z.enum([...status.options, "any"]).default("open"),
      after: rowId.optional(),
      limit: wholeNumber({ min: 1, max: LIMIT_MAX, otherwise: 20 }),
    }),
  },
  responses: {
    200: jsonResponse("A page; `next` is the `after` of the next one, `null` at the end.", {
      schema: alertPageSchema,
      example: { items: [exampleAlert], next: null },
    }),
  },
  errors: [],
  handler: async ({ caller, query }, { gateway }) =>
    json(200, await gateway.alerts(caller, { ...query, after: query.after ?? null })),
});

const getAlert = defineRoute({
  method: "get",
  path: "/v1/alerts/{id}",
  operationId: "getAlert",
  summary: "One alert: why, who took it and what was done",
  tag: "alerts",
  auth: read,
  request: { params },
  responses: { 200: jsonResponse("The alert.", { schema: alertSchema, example: exampleAlert }) },
  errors: ["NOT_FOUND"],
  handler: async ({ caller, params: { id } }, { gateway }) => json(200, await gateway.alert(caller, id)),
});

const claimAlert = defineRoute({
  method: "post",
  path: "/v1/alerts/{id}/claims",
  operationId: "claimAlert",
  summary: "Take an alert on; taking one's own again is no harm",
  tag: "alerts",
  auth: handle,
  request: { params },
  responses: {
    201: jsonResponse("The alert, with its owner.", {
      schema: alertSchema,
      example: { ...exampleAlert, owner: "aydin", status: "claimed" },
    }),
  },
  errors: ["NOT_FOUND", "ALERT_TAKEN"],
  handler: async ({ caller, params: { id } }, { gateway }) => json(201, await gateway.claimAlert(caller, id)),
});

const closeAlert = defineRoute({
  method: "post",
  path: "/v1/alerts/{id}/closures",
  operationId: "closeAlert",
  summary: "Close an alert with what was done; nobody closes what somebody else took on",
  tag: "alerts",
  auth: handle,
  request: {
    params,
    body: jsonBody(named("AlertClosure", z.strictObject({ action: z.string().trim().min(1).max(ACTION_CHARS_MAX) })), {
      action: "asked the sender to leave the field out",
    }),
  },
  responses: { 201: jsonResponse("The alert, closed.", { schema: alertSchema, example: exampleClosed }) },
  errors: ["NOT_FOUND", "ALERT_TAKEN"],
  idempotencyKey: true,
  handler: async ({ caller, params: { id }, body }, { gateway }) =>
    json(201, await gateway.closeAlert(caller, { alertId: id, action: body.action })),
});

/** Alerts are rows with owner, status and action (design §6). */
export const alertRoutes: readonly Route[] = [listAlerts, getAlert, claimAlert, closeAlert];
