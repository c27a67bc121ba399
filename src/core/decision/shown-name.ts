/** Room for a word or three, none for a sentence; fewer digits than a BSN has (Annex B rule 10). */
const SHOWABLE = /^(?!(?:\D*\d){8})[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;

/**
 * What a verdict calls a field that the dictionary does not know. Its sender made the name up, and verdicts go into the
 * ledger and into answers: a name that could carry a value is told as `*`.
 */
export const shownName = (name: string): string => (SHOWABLE.test(name) ? name : "*");
