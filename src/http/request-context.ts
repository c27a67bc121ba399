import type { Response } from "express";

/** What we know of a request before and after its route ran; nothing that the sender chose. */
export interface RequestContext {
  readonly requestId: string;
  /** The path as the route table writes it. */
  route: string;
}

const contexts = new WeakMap<Response, RequestContext>();

export function beginContext(response: Response, requestId: string): RequestContext {
  const context: RequestContext = { requestId, route: "other" };
  contexts.set(response, context);
  return context;
}

export function contextOf(response: Response): RequestContext {
  const context = contexts.get(response);
  if (context === undefined) throw new Error("no request context: `beginContext` must run first");
  return context;
}
