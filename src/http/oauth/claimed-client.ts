/** No client id of ours is longer. */
const CLIENT_ID_MAX = 200;

/** Who an assertion says that it is from, before anything of it is proven; empty where it does not say. */
export function claimedClient(assertion: string): string {
  try {
    const payload = Buffer.from(assertion.split(".")[1] ?? "", "base64url").toString("utf8");
    const { iss } = JSON.parse(payload) as { readonly iss?: unknown };
    return typeof iss === "string" ? iss.slice(0, CLIENT_ID_MAX) : "";
  } catch {
    return "";
  }
}
