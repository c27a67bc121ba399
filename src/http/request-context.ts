import type { Response } from "express";
import type { Trace } from "../core/trace.ts";

/** What we know of a request before and after its route ran; nothing that the sender chose but random ids of a trace. */
export interface RequestContext {
  readonly requestId: string;
  readonly trace: Trace;
  /** The path as the route table writes it. */
  route: string;
}

const contexts = new WeakMap<Response, RequestContext>();

export function beginContext(response: Response, begun: Pick<RequestContext, "requestId" | "trace">): RequestContext {
  const context: RequestContext = { ...begun, route: "other" };
  contexts.set(response, context);
  return context;
}

export function contextOf(response: Response): RequestContext {
  const context = contexts.get(response);
  if (context === undefined) throw new Error("no request context: `beginContext` must run first");
  return context;
}
