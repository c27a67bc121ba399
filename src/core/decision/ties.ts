import type { Instant } from "../ids.ts";
import type { Relation, SubjectState } from "./state.ts";

/** Whether a tie stands at this instant; its end is the first instant at which it does not. */
export const stands = ({ from, until }: Relation, now: Instant): boolean =>
  from <= now && (until === null || now < until);

/** The ties that this partner and this person have at this instant, of whatever kind. */
export const tiesWith = (
  state: SubjectState | null,
  { partnerId, now }: { readonly partnerId: string; readonly now: Instant },
): readonly Relation[] =>
  (state?.relations ?? []).filter((relation) => relation.party === partnerId && stands(relation, now));
