import type { RunningGateway } from "../support/running-gateway.ts";
import type { Hands } from "./traffic.ts";

/** Hands on a gateway that runs in this process. */
export async function handsOver(gateway: RunningGateway, names: readonly string[]): Promise<Hands> {
  const clients = new Map(await Promise.all(names.map(async (name) => [name, await gateway.client(name)] as const)));
  return (name) => ({ client: clients.get(name)!, last: { call: null, replayed: false } });
}
