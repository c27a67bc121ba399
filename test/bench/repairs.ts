import type { Outgoing } from "../../src/client/types.ts";
import { CONTRACTOR } from "../../src/sandbox/seed.ts";
import { nameAndAddress, QUIET_FACTS, recordOf, tenant } from "../../src/sandbox/tenants.ts";
import { inParallel, type Installation } from "./installation.ts";

/** Orders per tenant: few, since a register in which each tenant has a hundred open repairs is nobody's. */
const ORDERS_EACH = 5;
const SINCE = "2026-01-05T09:00:00+01:00";
const WIDTH = 8;

/** Repairs that are allowed once each (C-23, one message to an order a day), with the register behind them. */
export interface Repairs {
  /** So many messages that were not handed out before. */
  take(count: number): readonly Outgoing[];
}

export async function seedRepairs(
  installation: Installation,
  { orders, run }: { readonly orders: number; readonly run: string },
): Promise<Repairs> {
  const { gateway } = installation.composed.services;
  const { caller } = await installation.party("oosterpoort");
  const tenants = Array.from({ length: Math.ceil(orders / ORDERS_EACH) }, (_, at) => at + 1);
  const from = SINCE;
  await inParallel(tenants, {
    width: WIDTH,
    async work(number) {
      const of = tenant(number);
      const body = { personRef: of.ref, record: recordOf(of), facts: { ...QUIET_FACTS, claimDisputed: false } };
      await gateway.change(caller, { resource: "subjects", body });
      for (let order = 0; order < ORDERS_EACH; order++) {
        const ref = orderRef(run, { number, order });
        const row = { personRef: of.ref, kind: "order", party: CONTRACTOR, ref, from };
        await gateway.change(caller, { resource: "relations", body: row });
      }
    },
  });
  await gateway.synced(caller, new Date().toISOString());
  let taken = 0;
  return {
    take(count) {
      if (taken + count > tenants.length * ORDERS_EACH) throw new Error("the bench ran out of orders");
      const numbers = Array.from({ length: count }, () => taken++);
      return numbers.map((at) => {
        // Tenant by tenant, so that no two at a time are about one person.
        const number = (at % tenants.length) + 1;
        return repair(orderRef(run, { number, order: Math.floor(at / tenants.length) }), number);
      });
    },
  };
}

const orderRef = (run: string, { number, order }: { readonly number: number; readonly order: number }): string =>
  `R-${run}-${number}-${order}`;

function repair(repairOrder: string, number: number): Outgoing {
  const of = tenant(number);
  return {
    covenant: "contractor-repairs",
    purpose: "maintenance-repair",
    direction: "out",
    to: CONTRACTOR,
    actor: "system:onderhoud",
    subjects: [{ role: "tenant", personRef: of.ref }],
    data: {
      repairOrder,
      ...nameAndAddress(of),
      phoneNumber: of.phone,
      repairDescription: "De kraan in de keuken lekt. Bel anders mevrouw De Wit op 06-12345678.",
      repairLocation: "KEU",
      birthDate: of.birthDate,
      grossRent: of.rent,
      tenancyNumber: "HO-2001",
    },
  };
}
