import { z } from "zod";
import { printRegisterCsv } from "../../core/register-of-processing/print-csv.ts";
import { printRegisterMarkdown } from "../../core/register-of-processing/print-markdown.ts";
import { reportSchema, type RegisterReport } from "../../core/register-of-processing/schema.ts";
import { JSON_TYPE, json, raw, type Answer } from "../answers.ts";
import { defineRoute } from "../define-route.ts";
import { named } from "../openapi/registry.ts";
import { dayText } from "../openapi/words.ts";
import { exampleReport } from "./example.ts";

const TYPES = { json: JSON_TYPE, md: "text/markdown", csv: "text/csv" } as const;
type Format = keyof typeof TYPES;
const FORMATS: readonly Format[] = ["json", "md", "csv"];

const formatOf = (accepted: string): Format => FORMATS.find((format) => TYPES[format] === accepted) ?? "json";

function printed(report: RegisterReport, format: Format): Answer {
  // Nobody renders what came from a covenant's title as a page of ours.
  const headers = { "Content-Disposition": `attachment; filename="verwerkingsregister-${report.on}.${format}"` };
  if (format === "json") return json(200, report);
  if (format === "md") return raw(`${TYPES.md}; charset=utf-8`, printRegisterMarkdown(report), headers);
  return raw(`${TYPES.csv}; charset=utf-8; header=present`, printRegisterCsv(report), headers);
}

export const getProcessingRegister = defineRoute({
  method: "get",
  path: "/v1/reports/register",
  operationId: "getProcessingRegister",
  summary:
    "The register of processing activities (AVG 30), as it was at the end of a day, with the use of twelve months",
  tag: "reports",
  auth: { scopes: ["exchange:read"], who: "staff", roles: ["privacy-officer", "deputy", "fg", "auditor"] },
  request: {
    query: z.strictObject({
      /** Europe/Amsterdam; today where absent. */
      on: dayText.optional(),
      /** Comes before `Accept`. */
      format: z.enum(["json", "md", "csv"]).optional(),
    }),
  },
  responses: {
    200: {
      description: "The version that was in force at the end of that day; the figures of use are counted now.",
      content: {
        [TYPES.json]: { schema: named("ProcessingRegister", reportSchema), example: exampleReport },
        [TYPES.md]: { schema: null, example: printRegisterMarkdown(exampleReport) },
        [TYPES.csv]: { schema: null, example: printRegisterCsv(exampleReport) },
      },
      headers: { "Content-Disposition": "Name of the file; for Markdown and CSV." },
    },
  },
  errors: ["NOT_FOUND", "LEDGER_UNAVAILABLE", "LEDGER_BEHIND"],
  safe: false,
  handler: async ({ caller, query, accepted }, { gateway }) => {
    const format = query.format ?? formatOf(accepted);
    return printed(await gateway.registerOfProcessing(caller, { on: query.on ?? null, format }), format);
  },
});
