import { z } from "zod";
import { named } from "./openapi/registry.ts";
import type { Problem } from "./problem.ts";
import { PROBLEM_KINDS, type ProblemCode } from "./problem.ts";

const codes = Object.keys(PROBLEM_KINDS).filter((code) => PROBLEM_KINDS[code as ProblemCode].status !== 500);

/** RFC 9457. */
export const problemSchema = named(
  "Problem",
  z.object({
    type: z.string(),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    code: z.enum(codes as [ProblemCode, ...ProblemCode[]]).exactOptional(),
    next: z.string().exactOptional(),
    at: z.string().exactOptional(),
    retryable: z.boolean(),
    requestId: z.string(),
  }),
) satisfies z.ZodType<Problem>;
