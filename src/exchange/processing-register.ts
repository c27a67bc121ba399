import { dayOf, formatDay, midnightAfter, parseDay, type Day } from "../core/calendar.ts";
import { GatewayError } from "../core/errors.ts";
import type { Instant } from "../core/ids.ts";
import { rfc3339 } from "../core/instants.ts";
import { openRegister, registerOf, sealRegister } from "../core/register-of-processing/register-of.ts";
import {
  REGISTER_FORMAT,
  type RegisterOfProcessing,
  type RegisterReport,
  type RegisterUse,
} from "../core/register-of-processing/schema.ts";
import { useOf, yearBefore } from "../core/register-of-processing/use.ts";
import type { Caller } from "../ports/contracts.ts";
import type { KeptRegister } from "../ports/processing-register-store.ts";
import type { World } from "../ports/world.ts";
import { eventEntry } from "./entries.ts";
import type { Gateway } from "./gateway.ts";
import { requireReader } from "./require-party.ts";

const REPORT = "register-of-processing";

/** The register of processing activities (AVG 30) for those who oversee: what it said on a day, with the use beside it. */
export function createProcessingRegister(world: World): Pick<Gateway, "registerOfProcessing"> {
  return {
    async registerOfProcessing(caller, { on, format }) {
      requireReader(caller);
      const now = world.now();
      const day = dayAsked(on, now);
      // Of today it says what holds now, also when a covenant was suspended a moment ago.
      if (day === dayOf(now)) await keepRegister(world);
      const end = midnightAfter(day);
      const kept = await world.processing.findBefore(end);
      if (kept === null) {
        throw new GatewayError("NOT_FOUND", "there was no register of processing on that day yet", {
          at: "on",
          remedy: "ask for a later day",
        });
      }
      const register = openRegister(kept);
      const use = await useUntil(world, { register, until: Math.min(end, now) as Instant, computedAt: now });
      await recordExport(world, { caller, kept, day, format, now });
      const { number, sha256 } = kept;
      const version = { number, madeAt: rfc3339(kept.madeAt), sha256 };
      return { format: REGISTER_FORMAT, on: formatDay(day), version, register, use } satisfies RegisterReport;
    },
  };
}

function dayAsked(on: string | null, now: Instant): Day {
  const today = dayOf(now);
  const day = on === null ? today : parseDay(on);
  if (day !== null && day <= today) return day;
  throw new GatewayError("QUERY_INVALID", "`on` is no day of the past or today", {
    at: "on",
    remedy: "write it YYYY-MM-DD, today at the latest",
  });
}

/** Keeps the register as it now stands where it differs from the version kept last. */
export async function keepRegister(world: World): Promise<void> {
  const now = world.now();
  const register = registerOf(await sourceOf(world, now));
  const { content, sha256 } = sealRegister(register);
  if ((await world.processing.newest()) === sha256) return;
  const use = await useUntil(world, { register, until: now, computedAt: now });
  await world.processing.keep({ madeAt: now, sha256, content, use: JSON.stringify(use) });
}

async function sourceOf(world: World, now: Instant): Promise<Parameters<typeof registerOf>[0]> {
  const { catalogue, covenants } = await world.contracts.current();
  const suspended = new Set<string>();
  for (const id of catalogue.parties.keys()) if (!(await world.contracts.isActive(id))) suspended.add(id);
  return { catalogue, covenants, suspendedParties: suspended, now };
}

interface Counting {
  readonly register: RegisterOfProcessing;
  readonly until: Instant;
  readonly computedAt: Instant;
}

async function useUntil(world: World, { register, until, computedAt }: Counting): Promise<RegisterUse> {
  const period = yearBefore(until);
  return useOf(register, { ...period, counted: await world.processing.use(period), computedAt });
}

interface Export {
  readonly caller: Caller;
  readonly kept: KeptRegister;
  readonly day: Day;
  readonly format: string;
  readonly now: Instant;
}

/** Exports are entries (design §8): who was given which version, before it is given. */
async function recordExport(world: World, { caller, kept, day, format, now }: Export): Promise<void> {
  const { person, role, clientId } = caller;
  await world.exchanges.append(
    eventEntry(world, {
      header: { kind: "report.exported", actor: person ?? clientId, report: REPORT, sha256: kept.sha256 },
      exchangeId: null,
      now,
      actors: person === null ? [] : [{ person, role: role ?? "staff" }],
      details: { on: formatDay(day), format, version: kept.number },
    }),
  );
}
