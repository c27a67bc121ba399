import { z } from "zod";
import { EXAMPLES_MAX, type SimulationView } from "../../core/covenant/simulation.ts";
import { parseInstant } from "../../core/ids.ts";
import { json, jsonResponse } from "../answers.ts";
import { jsonBody } from "../body.ts";
import { defineRoute } from "../define-route.ts";
import { named } from "../openapi/registry.ts";
import { instantText, sha256Hex, uuid7, word } from "../openapi/words.ts";
import { exampleSimulation } from "./example.ts";

/** Ten times the longest covenant; the body's own limit is 256 KB. */
const COVENANT_CHARS_MAX = 200_000;

const questionSchema = named(
  "SimulationQuestion",
  z.strictObject({
    /** The version's file, YAML; it need not be signed, published or active. */
    covenant: z.string().min(1).max(COVENANT_CHARS_MAX),
    since: instantText,
  }),
);

const count = z.int().min(0);
const outcome = z.enum(["allow", "deny", "hold"]);
const verdict = z.enum(["released", "transformed", "withheld"]);
const orUnknown = z.literal("unknown");
const changes = { widened: count, refused: count, held: count, limited: count, unknown: count };

const simulationSchema = named(
  "Simulation",
  z.object({
    format: z.literal("uitwisselpoort-simulation/1"),
    covenant: z.object({ id: word, version: z.int().min(1), hash: sha256Hex }),
    since: z.string(),
    complete: z.boolean(),
    judged: count,
    changed: count,
    changes: z.object(changes),
    fields: z.array(z.object({ field: z.string(), before: verdict, after: z.union([verdict, orUnknown]), count })),
    untold: z.array(
      z.object({
        why: z.enum(["fact", "value", "field", "rule", "release", "record", "version"]),
        name: z.string().nullable(),
        count,
      }),
    ),
    examples: z
      .array(
        z.object({
          exchangeId: uuid7,
          change: z.enum(["widened", "refused", "held", "limited", "unknown"]),
          before: outcome,
          after: z.union([outcome, orUnknown]),
          fields: z.array(z.string()),
          because: z.array(z.string()),
        }),
      )
      .max(EXAMPLES_MAX),
  }),
) satisfies z.ZodType<SimulationView>;

export const simulateVersion = defineRoute({
  method: "post",
  path: "/v1/simulations",
  operationId: "simulateVersion",
  summary: "What a covenant version would have done with the decisions since an instant; names and counts, no values",
  tag: "covenants",
  auth: { scopes: ["exchange:read"], who: "staff", roles: ["privacy-officer", "deputy", "fg", "auditor"] },
  request: {
    body: jsonBody(questionSchema, { covenant: "id: bergendal-early-signal\n", since: "2026-10-23T10:00:00Z" }),
  },
  responses: {
    200: jsonResponse("The counts, and at most 200 exchanges by id; those that would give more away come first.", {
      schema: simulationSchema,
      example: exampleSimulation,
    }),
  },
  errors: ["NOT_FOUND", "LEDGER_UNAVAILABLE", "LEDGER_BEHIND"],
  handler: async ({ caller, body: { covenant, since } }, { gateway }) =>
    json(200, await gateway.simulate(caller, { covenant, since: parseInstant(Date.parse(since)) })),
});
