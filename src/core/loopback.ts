const IPV4_LOOPBACK = /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/;
const NAMED = new Set(["localhost", "::1", "[::1]"]);

/** Whether a URL's host is this machine itself, so that what is sent there crosses no network. */
export const isLoopback = (hostname: string): boolean => IPV4_LOOPBACK.test(hostname) || NAMED.has(hostname);
