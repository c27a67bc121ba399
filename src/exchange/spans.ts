import type { Instant } from "../core/ids.ts";
import type { Trace } from "../core/trace.ts";
import type { ExchangeSpan } from "../ports/exchange-store.ts";

/** What is kept of a step; what its caller asks to be passed on goes no further than the step itself. */
export const spanOf = ({ traceId, spanId, parentSpanId }: Trace, startedAt: Instant): ExchangeSpan => ({
  traceId,
  spanId,
  parentSpanId,
  startedAt,
});
