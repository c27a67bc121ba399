import { z } from "zod";
import type { HeldText, HoldView, Page } from "../../exchange/views.ts";
import { reasonSchema, verdictSchema } from "../exchanges/exchange-schema.ts";
import { named } from "../openapi/registry.ts";
import { anyData, instantText, staffRole } from "../openapi/words.ts";

export const holdState = z.enum(["open", "approved", "rejected", "expired"]);

export const holdSchema = named(
  "Hold",
  z.object({
    holdId: z.string(),
    exchangeId: z.string(),
    state: holdState,
    reasons: z.array(reasonSchema),
    purpose: z.string(),
    from: z.string(),
    to: z.string(),
    by: z.array(staffRole),
    count: z.int(),
    includes: z.array(z.array(staffRole)),
    openedAt: instantText,
    dueAt: instantText,
    escalated: z.boolean(),
    votes: z.array(
      z.object({
        person: z.string(),
        role: z.string(),
        verdict: z.string(),
        dropped: z.array(z.string()),
        at: instantText,
      }),
    ),
  }),
) satisfies z.ZodType<HoldView>;

export const holdPageSchema = named(
  "HoldPage",
  z.object({ items: z.array(holdSchema), next: z.string().nullable() }),
) satisfies z.ZodType<Page<HoldView>>;

export const exampleHold: HoldView = {
  holdId: "019a9c3e-0f03-7a11-8b22-0123456789ab",
  exchangeId: "019a9c3e-0f00-7a11-8b22-0123456789ab",
  state: "open",
  reasons: [
    {
      code: "APPROVAL_REQUIRED",
      says: "a person must approve this",
      next: "wait; the outcome follows at this exchange",
    },
  ],
  purpose: "rent-collection",
  from: "deurwaarder-voorbeeld",
  to: "oosterpoort",
  by: ["collections-lead"],
  count: 1,
  includes: [],
  openedAt: "2026-11-20T10:00:00.000Z",
  dueAt: "2026-11-27T10:00:00.000Z",
  escalated: false,
  votes: [],
};

export const heldSchema = named(
  "HeldText",
  z.object({
    subjects: z.array(
      z.object({
        role: z.enum(["tenant", "co-tenant", "occupant", "guide", "reporter", "official", "candidate"]),
        personRef: z.string().nullable(),
        partnerRef: z.string().nullable(),
        fields: z.array(z.string()),
      }),
    ),
    data: anyData,
    release: z.object({
      outcome: z.enum(["allow", "deny", "hold"]),
      reasons: z.array(reasonSchema),
      fields: z.array(verdictSchema),
      excerpt: anyData.nullable(),
    }),
  }),
) satisfies z.ZodType<HeldText>;

export const exampleHeldText: HeldText = {
  subjects: [{ role: "tenant", personRef: null, partnerRef: null, fields: [] }],
  data: { lastName: "Voorbeeld", birthDate: "1980-01-31" },
  release: {
    outcome: "allow",
    reasons: [],
    fields: [{ field: "city", verdict: "released", transform: "pass", reason: null }],
    excerpt: { city: "Groesbeek" },
  },
};
