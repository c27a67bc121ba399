import { rfc3339 } from "../core/instants.ts";
import { sha256Of } from "../core/hash.ts";
import { GatewayError } from "../core/errors.ts";
import type { ExchangeId, Instant } from "../core/ids.ts";
import type { Commit } from "../ports/exchange-store.ts";
import type { World } from "../ports/world.ts";
import type { Decided } from "./decide-now.ts";
import { pseudonymOf } from "./people.ts";

/** Parcels that nobody fetches are destroyed after 30 days and the sender is told (design §12.10). */
const PARCEL_LIFE_MS = 30 * 86_400_000;

/** The excerpt signed by us and encrypted to its one recipient; the gateway cannot read it back (design §7). */
export async function sealExcerpt(
  world: World,
  of: { readonly id: ExchangeId; readonly decided: Decided; readonly now: Instant },
): Promise<NonNullable<Commit["parcel"]>> {
  const { decision } = of.decided;
  const { catalogue } = await world.contracts.current();
  const recipient = catalogue.parties.get(decision.recipient);
  if (recipient === undefined) throw new GatewayError("INVARIANT_BROKEN", "an allowed exchange has no recipient");
  const plaintext = new TextEncoder().encode(JSON.stringify(await parcelOf(world, of)));
  const bytes = await world.seals.seal(plaintext, recipient);
  return { recipient: recipient.id, bytes, sha256: sha256Of(bytes), destroyAt: (of.now + PARCEL_LIFE_MS) as Instant };
}

/** The plaintext (design §12.2): the header, what it was decided under, and the excerpt. */
async function parcelOf(
  world: World,
  { id, decided, now }: { readonly id: ExchangeId; readonly decided: Decided; readonly now: Instant },
): Promise<object> {
  const { decision, document } = decided;
  const { header } = document;
  // An answer in the 201 goes back to who asked; a late one is a document of its own that names its question.
  const goesBack = decision.recipient === header.from;
  return {
    header: {
      format: header.format,
      environment: header.environment,
      exchangeId: id,
      messageId: header.messageId,
      from: goesBack ? header.to : header.from,
      to: decision.recipient,
      covenant: decision.covenant?.id ?? null,
      covenantVersion: decision.covenant?.version ?? null,
      covenantHash: decision.covenant?.hash ?? null,
      purpose: header.purpose,
      direction: header.direction,
      message: header.message,
      decidedAt: rfc3339(now),
      replyTo: goesBack ? header.messageId : header.replyTo,
      ...(decision.disputed ? { disputed: true } : {}),
      ...(decision.restricted ? { restricted: true } : {}),
    },
    subjects: await subjectsOf(world, decided),
    data: decision.excerpt,
  };
}

/** The corporation gets its own reference of a person; a partner a pairwise one, by which it may name the person again. */
async function subjectsOf(world: World, { decision, document, people }: Decided): Promise<readonly object[]> {
  const toController = decision.recipient !== decision.partner;
  return Promise.all(
    people.subjects.map(async ({ role, finding }, at) => {
      const pseudonym = pseudonymOf(finding);
      if (pseudonym === null) return { role };
      // A partner's `personRef` names nobody: it is not looked up, and must not be passed on as if it had been.
      const fromController = document.header.from !== decision.partner;
      const given = fromController ? (document.subjects[at]?.personRef ?? null) : null;
      const personRef = given ?? (await world.register.recordOf(pseudonym))?.personRef ?? null;
      if (personRef === null) return { role };
      return toController
        ? { role, personRef }
        : { role, partnerRef: world.seals.pseudonymFor(decision.recipient, personRef) };
    }),
  );
}
