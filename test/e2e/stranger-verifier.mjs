// A verifier written from docs/ledger-format.md alone: it knows nothing of the gateway's code.
//   node stranger-verifier.mjs RECEIPT VKEY [WITNESS_VKEY]
import { createHash, createHmac, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";

const utf8 = (text) => Buffer.from(text, "utf8");
const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const node = (left, right) => sha256(Buffer.from([1]), left, right);
const must = (holds, what) => {
  if (!holds) throw new Error(what);
};
function base64(text, length) {
  const bytes = Buffer.from(text, "base64");
  must(bytes.toString("base64") === text && (length === undefined || bytes.length === length), "base64");
  return bytes;
}
function jcs(value) {
  if (Array.isArray(value)) return `[${value.map(jcs).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${jcs(value[name])}`).join(",")}}`;
}
const opens = (commitment, { salt, content }) =>
  createHmac("sha256", base64(salt, 32)).update(content).digest("base64") === commitment;

function parseVkey(vkey) {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey) ?? must(false, "vkey");
  const key = base64(encoded, 33);
  must(sha256(utf8(`${name}\n`), key).toString("hex", 0, 4) === id, "key id");
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), key.subarray(1)]);
  return { name, id, type: key[0], key: createPublicKey({ key: spki, format: "der", type: "spki" }) };
}

function openNote(note, trusted) {
  const cut = note.lastIndexOf("\n\n");
  must(cut >= 0 && note.endsWith("\n"), "note");
  const text = note.slice(0, cut + 1);
  const signed = new Set();
  for (const line of note.slice(cut + 2, -1).split("\n")) {
    const [, name, encoded] = /^— (\S+) (\S+)$/.exec(line) ?? must(false, "signature line");
    const bytes = base64(encoded);
    const by = trusted.find((one) => one.name === name && one.id === bytes.toString("hex", 0, 4));
    if (by === undefined) continue;
    const time = by.type === 4 ? bytes.readBigUInt64BE(4) : null;
    const message = time === null ? text : `cosignature/v1\ntime ${time}\n${text}`;
    must(verify(null, utf8(message), by.key, bytes.subarray(time === null ? 4 : 12)), "signature");
    signed.add(by);
  }
  must(
    trusted.every((one) => signed.has(one)),
    "a trusted key did not sign",
  );
  const [, origin, size, root] = /^([^\n]+)\n(0|[1-9]\d*)\n([^\n]+)\n$/.exec(text) ?? must(false, "checkpoint");
  must(origin === trusted[0].name && trusted[0].type === 1, "origin");
  return { size: Number(size), root: base64(root, 32) };
}

/** That an entry stands in the log of this proof; gives its index. */
export function verifyProof(proof, entry, vkeys) {
  const cut = proof.indexOf("\n\n");
  const [format, indexLine, ...hashes] = proof.slice(0, cut).split("\n");
  const [, digits] = /^index (0|[1-9]\d*)$/.exec(indexLine) ?? must(false, "index");
  must(format === "c2sp.org/tlog-proof@v1", "proof");
  const { size, root } = openNote(proof.slice(cut + 2), vkeys.map(parseVkey));
  let [fn, sn, r] = [Number(digits), size - 1, sha256(Buffer.from([0]), entry)];
  must(fn < size, "index");
  const halve = () => ([fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]);
  for (const p of hashes.map((line) => base64(line, 32))) {
    must(sn !== 0, "proof is too long");
    if (fn % 2 === 1 || fn === sn) {
      r = node(p, r);
      while (fn % 2 === 0 && fn !== 0) halve();
    } else r = node(r, p);
    halve();
  }
  must(sn === 0 && r.equals(root), "not under this root");
  return Number(digits);
}

/** Checks 1 to 4 of a receipt; gives its header and index. */
export function verifyReceipt(text, vkeys) {
  const receipt = JSON.parse(text);
  must(jcs(receipt) === text, "not canonical");
  const members = "entry,exchangeId,format,log,opening,proof";
  must(Object.keys(receipt).join() === members && receipt.format === "uitwisselpoort-receipt/1", "receipt");
  const { entry: encoded, exchangeId, log, opening, proof } = receipt;
  must(log.vkey === vkeys[0] && log.origin === parseVkey(vkeys[0]).name, "another log");
  must(opening.header.exchangeId === exchangeId, "another exchange");
  const entry = base64(encoded, 61);
  const [, commitment] = /^exchange-log\/v1\n(.{44})\n$/.exec(entry.toString()) ?? must(false, "entry");
  must(opens(commitment, { salt: opening.salt, content: jcs(opening.header) }), "opening");
  return { header: opening.header, index: proof === "pending" ? null : verifyProof(proof, entry, vkeys) };
}

/** Whether content is what a header or a list of persons committed to. */
export const verifyOpening = opens;

if (process.argv[1] === import.meta.filename && process.argv.length > 3) {
  const [file, ...vkeys] = process.argv.slice(2);
  const { header, index } = verifyReceipt(readFileSync(file, "utf8"), vkeys);
  console.log(`${header.kind} ${header.exchangeId} stands at ${index ?? "no place yet"}`);
}
