import { expect, it } from "vitest";

import { encodeAddCheckpoint, parseAddCheckpoint } from "../../../src/core/ledger/add-checkpoint.ts";
import { codeOf } from "./support.ts";

const hash = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const line = (fill: number): string => `${Buffer.from(hash(fill)).toString("base64")}\n`;
const checkpoint = "log.example\n3\nroot\n\n— log.example AAAA\n";
const sixtyThree = Array.from({ length: 63 }, (_, at) => at);

it("reads back what it writes: old size, hashes, empty line, checkpoint", () => {
  const body = encodeAddCheckpoint({ oldSize: 2, proof: [hash(1), hash(2)], checkpoint });
  expect(body).toBe(`old 2\n${line(1)}${line(2)}\n${checkpoint}`);
  expect(parseAddCheckpoint(body)).toEqual({
    oldSize: 2,
    proof: [Buffer.from(hash(1)), Buffer.from(hash(2))],
    checkpoint,
  });
  expect(parseAddCheckpoint(encodeAddCheckpoint({ oldSize: 0, proof: [], checkpoint }))).toMatchObject({ proof: [] });
});

it("takes 63 hashes", () => {
  expect(parseAddCheckpoint(`old 1\n${sixtyThree.map(line).join("")}\n${checkpoint}`).proof).toHaveLength(63);
});

it.each([
  { name: "nothing", body: "" },
  { name: "no old size", body: `${line(1)}\n${checkpoint}` },
  { name: "an empty line in front", body: `\n\nold 0\n\n${checkpoint}` },
  { name: "no empty line", body: "old 0\nlog.example\n" },
  { name: "a size with a zero in front", body: `old 01\n\n${checkpoint}` },
  { name: "a size below 0", body: `old -1\n\n${checkpoint}` },
  { name: "a size that is not exact", body: `old 9007199254740993\n\n${checkpoint}` },
  { name: "two spaces", body: `old  1\n\n${checkpoint}` },
  { name: "Windows line ends", body: `old 0\r\n\r\n${checkpoint}` },
  { name: "a hash of 31 bytes", body: `old 1\n${Buffer.alloc(31).toString("base64")}\n\n${checkpoint}` },
  { name: "a hash without padding", body: `old 1\n${line(1).replace("=", "")}\n${checkpoint}` },
  { name: "64 hashes", body: `old 1\n${[...sixtyThree, 63].map(line).join("")}\n${checkpoint}` },
])("is refused with $name", ({ body }) => {
  expect(codeOf(() => parseAddCheckpoint(body))).toBe("LEDGER_MALFORMED");
});

it("is not written for a proof or size that no witness would read", () => {
  expect(codeOf(() => encodeAddCheckpoint({ oldSize: -1, proof: [], checkpoint }))).toBe("LEDGER_MALFORMED");
  expect(codeOf(() => encodeAddCheckpoint({ oldSize: 1, proof: [hash(1).subarray(1)], checkpoint }))).toBe(
    "LEDGER_MALFORMED",
  );
});
