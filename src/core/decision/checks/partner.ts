import { deny, resultOf, type Strike } from "../check-result.ts";
import type { Context } from "../context.ts";
import type { CheckResult, LateAnswer } from "../types.ts";

/**
 * Check 1: the sender is who the token proved and is active, the other end is known, the signed header fits both and
 * this environment, and the message was not seen before. Authentication itself arrives here as a fact.
 */
export function checkPartner(context: Context): CheckResult {
  const { header, case: given } = context;
  const { sender, recipient, senderActive, environment, firstSeen, late } = given;
  const fits = {
    from: header.from === sender.id,
    to: recipient !== null && header.to === recipient.id,
    environment: header.environment === environment,
    direction: directionFits(context),
    ...(late === null ? {} : { answer: answerFits(context, late) }),
  };
  const known = senderActive && recipient !== null;
  const strikes: Strike[] = [];
  if (!known) strikes.push(deny("PARTNER_UNKNOWN"));
  if (!Object.values(fits).every(Boolean) && recipient !== null) strikes.push(deny("HEADER_MISMATCH"));
  if (!firstSeen) strikes.push(deny("REPLAY"));
  if (late !== null && late.refused !== null) strikes.push(deny(late.refused));
  return resultOf("partner", strikes, { senderActive, recipientKnown: recipient !== null, firstSeen, ...fits });
}

/** Only the corporation answers, and only the party that asked; the answer's own header says both. */
function answerFits({ case: { sender, environment } }: Context, { header, sender: answers }: LateAnswer): boolean {
  const ours = answers.role === "controller" && header.from === answers.id;
  return ours && header.to === sender.id && header.environment === environment;
}

/** `in` and `pull` come from a partner to the corporation, `out` goes the other way; never between two partners. */
function directionFits({ header, partnerSends, case: { recipient } }: Context): boolean {
  const partnerReceives = recipient?.role !== "controller";
  // A pull that asks nothing is an answer; where it is no late one of the corporation's, somebody plays the corporation.
  const asks = header.direction !== "pull" || header.ask !== null;
  return asks && partnerSends !== partnerReceives && partnerSends === (header.direction !== "out");
}
