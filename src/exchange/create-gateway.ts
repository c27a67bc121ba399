import type { ExchangeId } from "../core/ids.ts";
import type { World } from "../ports/world.ts";
import { createAlerts } from "./alerts.ts";
import { createCovenants } from "./covenants.ts";
import { createDryRun } from "./dry-run.ts";
import type { Gateway } from "./gateway.ts";
import { createHolds } from "./holds.ts";
import { createLogbook } from "./logbook.ts";
import { createMailbox } from "./mailbox.ts";
import { createProcessingRegister } from "./processing-register.ts";
import { createReceipts } from "./receipts.ts";
import { createRegister } from "./register.ts";
import { createRegisterLists } from "./register-lists.ts";
import { createReview } from "./review.ts";
import { tellingRefusals } from "./refusal-words.ts";
import { createSimulateVersion } from "./simulate-version.ts";
import { createSubmit } from "./submit.ts";

/** Everything that http, the console and the sandbox may ask of the path, over one world. */
export function createGateway(world: World): Gateway {
  const submit = createSubmit(world);
  const receipts = createReceipts(world);
  const mailbox = createMailbox(world);
  const exchanges = tellingRefusals(world, {
    async submit(caller, submission) {
      const reply = await submit(caller, submission);
      const { receiptWaitMs } = submission;
      if (receiptWaitMs === undefined) return reply;
      return { ...reply, receipt: await receipts.receipt(caller, reply.view.exchangeId as ExchangeId, receiptWaitMs) };
    },
    ...mailbox,
    ...createReview(world),
  });
  return {
    ...receipts,
    ...mailbox,
    ...exchanges,
    ...createDryRun(world),
    ...createCovenants(world),
    ...createHolds(world),
    ...createAlerts(world),
    ...createRegister(world),
    ...createRegisterLists(world),
    ...createProcessingRegister(world),
    ...createSimulateVersion(world),
    ...createLogbook(world),
  };
}
