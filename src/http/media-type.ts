import { GatewayError } from "../core/errors.ts";

/**
 * Refuses a body that is not of the declared types, not in UTF-8 where it says a charset, or packed: an unpacked body
 * could be of any size. Throws MEDIA_TYPE_UNSUPPORTED.
 */
export function requireMediaType(
  headers: { readonly "content-type"?: string | undefined; readonly "content-encoding"?: string | undefined },
  mediaTypes: readonly string[],
): void {
  const encoding = headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding !== "identity") {
    throw new GatewayError("MEDIA_TYPE_UNSUPPORTED", "the body is packed", {
      at: "Content-Encoding",
      remedy: "send the body without `Content-Encoding`",
    });
  }
  const [type = "", ...parameters] = (headers["content-type"] ?? "")
    .split(";")
    .map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="));
  const known = mediaTypes.includes(type) && (charset === undefined || /^charset="?utf-8"?$/.test(charset));
  if (!known) {
    throw new GatewayError("MEDIA_TYPE_UNSUPPORTED", "the body is not of a type that this call takes", {
      at: "Content-Type",
      remedy: `send ${mediaTypes.join(" or ")}`,
    });
  }
}
