import { addDuration } from "../calendar.ts";
import type { Instant } from "../ids.ts";
import { endOfWorkingDay } from "../working-days.ts";
import { isDuration } from "./notation.ts";

const WORKING_DAYS = /^([1-9]\d?) working days?$/;

/** `P4W`, an ISO 8601 duration, or `1 working day`. */
export const isTerm = (text: string): boolean => isDuration(text) || WORKING_DAYS.test(text);

/** When a term that begins at this instant has passed: working days end with the day, in Amsterdam. */
export function endOfTerm(instant: Instant, term: string): Instant {
  const [, days] = WORKING_DAYS.exec(term) ?? [];
  return days === undefined ? addDuration(instant, term) : endOfWorkingDay(instant, Number(days));
}
