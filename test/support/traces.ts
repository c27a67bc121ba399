import { randomBytes } from "node:crypto";
import { beginTrace, type Trace } from "../../src/core/trace.ts";

export const aTrace = (): Trace => beginTrace(null, randomBytes);
