import { adlRecord } from "./adl.ts";
import type { Logbook, LoggedDecision } from "./decision.ts";
import { findFscRecord } from "./fsc.ts";
import { ldvLines } from "./ldv.ts";

export const LOGBOOK_FORMS = ["ldv", "adl", "fsc"] as const;
export type LogbookForm = (typeof LOGBOOK_FORMS)[number];

const RECORDS: Readonly<Record<LogbookForm, (decision: LoggedDecision, logbook: Logbook) => readonly object[]>> = {
  ldv: ldvLines,
  adl: (decision, logbook) => [adlRecord(decision, logbook)],
  fsc: (decision, logbook) => {
    const record = findFscRecord(decision, logbook);
    return record === null ? [] : [record];
  },
};

/** A decision in one of the standards' forms: JSON, one record a line. */
export const logbookLines = (
  decision: LoggedDecision,
  { form, logbook }: { readonly form: LogbookForm; readonly logbook: Logbook },
): readonly string[] => RECORDS[form](decision, logbook).map((record) => JSON.stringify(record));
