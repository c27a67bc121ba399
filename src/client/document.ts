import { randomBytes } from "node:crypto";
import { createIds } from "../core/uuid7.ts";
import type { Profile } from "./profile.ts";
import type { Outgoing } from "./types.ts";

/** Ids of this process, ascending. */
export const newId = createIds({ now: () => Date.now(), random: (bytes) => randomBytes(bytes) });

/** The document that is signed: header, subjects, data (design §6). */
export function documentOf(
  profile: Pick<Profile, "environment" | "party" | "controller">,
  outgoing: Outgoing,
): { readonly header: Readonly<Record<string, unknown>> } & Readonly<Record<string, unknown>> {
  const { covenant, purpose, direction, message, to, actor, messageId, replyTo, ask, subjects, data } = outgoing;
  const { sentAt, channel, attachments } = outgoing;
  // A pull that asks nothing and names a question answers it.
  const isAnswer = ask === undefined && replyTo !== undefined;
  const header = {
    format: "uitwisselpoort/1",
    environment: profile.environment,
    messageId: messageId ?? newId(),
    from: profile.party,
    to: to ?? profile.controller,
    actor: actor ?? "system:gateway-client",
    covenant,
    purpose,
    direction,
    message: message ?? "default",
    sentAt: sentAt ?? new Date().toISOString(),
    replyTo: replyTo ?? null,
    ...(direction === "pull" && !isAnswer ? { ask: ask ?? [] } : {}),
    ...(channel === undefined ? {} : { channel }),
  };
  return { header, subjects: subjects ?? [], data, ...(attachments === undefined ? {} : { attachments }) };
}
