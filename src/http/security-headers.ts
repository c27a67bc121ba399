import helmet from "helmet";
import type { RequestHandler } from "express";

/** One year, as the NCSC guideline has it. */
const HSTS_SECONDS = 31_536_000;

/** The headers of every answer (ADR transport/security-headers): a browser led here may load, run and frame nothing. */
export function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] },
    },
    strictTransportSecurity: { maxAge: HSTS_SECONDS, includeSubDomains: true },
    xFrameOptions: { action: "deny" },
    referrerPolicy: { policy: "no-referrer" },
  });
}
