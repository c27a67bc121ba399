/** Raised by the rules of semantic versioning; its major number is the `v1` of every path. */
export const API_VERSION = "1.0.0";
