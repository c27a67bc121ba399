import type { Instant } from "../core/ids.ts";
import type { Logbook } from "../core/logbook/decision.ts";
import type { LogbookForm } from "../core/logbook/lines.ts";

export interface LogbookQuestion {
  readonly form: LogbookForm;
  /** When it was decided: from inclusive, until exclusive. */
  readonly since: Instant;
  readonly until: Instant;
  /** A `next` of the page before; `null` for the first. */
  readonly after: string | null;
  /** Of who exports, for the URIs in the lines and to say what wrote them. */
  readonly by: Pick<Logbook, "base" | "version">;
}

export interface LogbookPage {
  readonly lines: readonly string[];
  /** `null` at the end. */
  readonly next: string | null;
}
