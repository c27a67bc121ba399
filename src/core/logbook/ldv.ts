import { sha256Of } from "../hash.ts";
import {
  activityOf,
  passedFields,
  purposeOf,
  resourceOf,
  type Logbook,
  type LoggedDecision,
  type LoggedPerson,
} from "./decision.ts";

const WAY = { in: "receive", out: "provide", pull: "answer" } as const;

/**
 * Lines of the Logboek Dataverwerkingen: one a data subject, at level 2 (names of fields, never values). About several,
 * each is a step under the exchange's own, which has a line about nobody. About an erased person a line stays without a
 * subject: what was exchanged still counts. A refusal is `Unset`, and names no field, since none passed.
 */
export function ldvLines(decision: LoggedDecision, logbook: Logbook): readonly object[] {
  const { persons, span, header } = decision;
  const passed = passedFields(decision, logbook);
  const line = lineOf(decision, logbook);
  const [only] = persons;
  if (persons.length <= 1) return [line({ span, person: only ?? "nobody", fields: passed })];
  const claimed = new Set(persons.slice(1).flatMap(namesOf));
  return [
    line({ span, person: "nobody", fields: [] }),
    ...persons.map((person, position) => {
      const names = new Set(namesOf(person));
      const about = position === 0 ? passed.filter(({ field }) => !claimed.has(field)) : [];
      const fields = position === 0 ? about : passed.filter(({ field }) => names.has(field));
      const spanId = childSpan(`${header.id}/${position}`);
      return line({ span: { ...span, spanId, parentSpanId: span.spanId }, person, fields });
    }),
  ];
}

/** The fields that paths like `occupants[1].birthDate` begin with. */
const namesOf = (person: LoggedPerson): readonly string[] =>
  person === "nobody" ? [] : person.fields.map((path) => path.split(/[.[]/, 1)[0] ?? "");

/** The same in every export, of our own random entry id. */
const childSpan = (name: string): string => sha256Of(new TextEncoder().encode(`ldv/${name}`)).slice(0, 16);

interface Line {
  readonly span: LoggedDecision["span"];
  readonly person: LoggedPerson;
  readonly fields: ReturnType<typeof passedFields>;
}

function lineOf(decision: LoggedDecision, logbook: Logbook): (line: Line) => object {
  const { header, officer, startedAt } = decision;
  const foreign = header.sender !== logbook.controller;
  const activity = activityOf(decision, logbook);
  return ({ span, person, fields }) => ({
    trace_id: span.traceId,
    span_id: span.spanId,
    ...(span.parentSpanId === null ? {} : { parent_span_id: span.parentSpanId }),
    status: header.outcome === "allow" ? "Ok" : "Unset",
    name: `${WAY[header.direction]} ${purposeOf(decision, logbook)}: ${header.outcome}`,
    start_time: startedAt,
    end_time: Date.parse(header.at),
    resource: { attributes: resourceOf(logbook) },
    attributes: {
      "dpl.core.processing_activity_id": activity,
      ...(person === "nobody"
        ? {}
        : {
            "dpl.core.data_subject_id": logbook.pseudonymise(person.pseudonym),
            "dpl.core.data_subject_id_type": "urn:uitwisselpoort:logbook-pseudonym",
          }),
      ...(foreign ? { "dpl.core.foreign_operation.processor": `urn:uitwisselpoort:client:${officer.clientId}` } : {}),
      ...(fields.length === 0 ? {} : { "dpl.objects.dataset": datasetsOf(fields, activity) }),
    },
  });
}

function datasetsOf(fields: Line["fields"], activity: string): readonly object[] {
  const ports = [...new Set(fields.map(({ port }) => port))];
  return ports.map((port) => ({
    dataset_id: activity,
    dataset_port: port,
    feature: fields.filter((one) => one.port === port).map(({ field }) => ({ feature_id: field })),
  }));
}
