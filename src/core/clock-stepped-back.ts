import { GatewayError } from "./errors.ts";

/** Terms, days and the order of entries rest on the clock: one that went back would decide on what was long over. */
export const clockSteppedBack = (whose: string): GatewayError =>
  new GatewayError("CLOCK_STEPPED_BACK", `${whose} is before the newest entry of the ledger`, {
    remedy: "set the machine's clock right; the gateway then goes on by itself",
  });
