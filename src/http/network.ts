import { isIPv6 } from "node:net";

const IPV4_IN_IPV6 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const GROUPS = 8;
/** The first four of eight: a /64, which one machine has to itself. */
const GROUPS_OF_NETWORK = 4;

/** What counts as one place to ask from: an IPv4 address, or the /64 of an IPv6 one, whose other half its owner varies at will. */
export function networkOf(address: string): string {
  const plain = address.replace(/%.*$/, "");
  const mapped = IPV4_IN_IPV6.exec(plain)?.[1];
  if (mapped !== undefined || !isIPv6(plain)) return mapped ?? plain;
  const [head = "", tail] = plain.toLowerCase().split("::");
  const before = groupsOf(head);
  const after = groupsOf(tail ?? "");
  const zeros = tail === undefined ? 0 : GROUPS - before.length - after.length;
  const all = [...before, ...Array.from({ length: zeros }, () => "0"), ...after];
  return `${all.slice(0, GROUPS_OF_NETWORK).join(":")}::/64`;
}

const groupsOf = (part: string): string[] =>
  part
    .split(":")
    .filter((group) => group !== "")
    // An IPv4 address at the end stands for two groups, and is never in the first four.
    .flatMap((group) => (group.includes(".") ? ["0", "0"] : [group.replace(/^0+(?=.)/, "")]));
