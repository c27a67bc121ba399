import { z } from "zod";
import { named } from "../openapi/registry.ts";

/** RFC 6749 §5.2. */
export const oauthErrorSchema = named(
  "OAuthError",
  z.object({
    error: z.enum([
      "invalid_request",
      "invalid_client",
      "invalid_scope",
      "unsupported_grant_type",
      "temporarily_unavailable",
      "server_error",
    ]),
    error_description: z.string(),
  }),
);
