import request, { type Test } from "supertest";
import { afterEach, expect } from "vitest";
import { createApp } from "../../src/http/app.ts";
import type { Route } from "../../src/http/define-route.ts";
import { createRoutes } from "../../src/http/routes.ts";
import type { Services } from "../../src/http/services.ts";
import { witnessed } from "./drift.ts";
import { EXCHANGE } from "./examples.ts";
import { aWorld, ISSUER, type Told } from "./fakes.ts";

export const routes = createRoutes(ISSUER);
export const named = (operationId: string): Route => routes.find((route) => route.operationId === operationId)!;

const faults: string[] = [];
// Every answer that any test gets is held against the route table.
afterEach(() => {
  expect(faults.splice(0)).toEqual([]);
});

export interface House {
  readonly services: Services;
  readonly told: readonly Told[];
  readonly listener: ReturnType<typeof witnessed>;
  readonly call: (asked: Asked) => Test;
}

export interface Asked {
  readonly method?: string;
  readonly path: string;
  /** A name of `CALLERS`. */
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly type?: string;
}

export function aHouse(change: Partial<Services> = {}): House {
  const { services, told } = aWorld(change);
  const listener = witnessed(createApp(services), { routes, faults });
  const call = ({ method = "GET", path, token = null, headers = {}, body, type }: Asked): Test => {
    const verb = method.toLowerCase() as "get";
    let test = request(listener)
      [verb](path)
      .ok(() => true);
    test = test.buffer(true).parse((response, done) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(Buffer.from(chunk)));
      response.on("end", () => done(null, Buffer.concat(chunks)));
    });
    if (token !== null) test = test.set("Authorization", `Bearer ${token}`);
    for (const [name, value] of Object.entries(headers)) test = test.set(name, value);
    if (type !== undefined) test = test.set("Content-Type", type);
    if (body === undefined) return test;
    // Bytes go as they are, whatever the declared type makes the library think of them.
    return test
      .send(typeof body === "string" ? body : Buffer.from(body))
      .serialize((bytes: unknown) => bytes as string);
  };
  return { services, told, listener, call };
}

export const jsonOf = (response: { body: unknown }): Record<string, unknown> =>
  JSON.parse((response.body as Buffer).toString("utf8")) as Record<string, unknown>;

export const textOf = (response: { body: unknown }): string => (response.body as Buffer).toString("utf8");

const PARAMS: Readonly<Record<string, string>> = {
  purpose: "early-debt-signalling",
  direction: "out",
  tile: "entries/000.p/3",
};

/** A request that a route takes, made of its own example. */
export function askedOf(route: Route): Asked {
  const id = route.path.startsWith("/v1/exchanges") ? EXCHANGE : "some-row";
  const path = route.path.replace(/\{\+?(\w+)\}/g, (_, name: string) => PARAMS[name] ?? id);
  const { body } = route.request;
  const who = route.auth === "none" ? null : route.auth.who;
  return {
    method: route.method.toUpperCase(),
    path,
    token: who === "party" ? "partner" : who,
    ...(body === null ? {} : { body: written(body), type: body.mediaTypes[0]! }),
  };
}

function written({ mediaTypes, example }: NonNullable<Route["request"]["body"]>): string {
  if (typeof example === "string") return example;
  if (mediaTypes[0] === "application/json") return JSON.stringify(example);
  return new URLSearchParams(example as Record<string, string>).toString();
}
