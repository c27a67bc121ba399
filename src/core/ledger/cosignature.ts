import { GatewayError } from "../errors.ts";
import { isSize } from "./merkle.ts";
import { joinBytes, utf8 } from "./bytes.ts";

const TIME_BYTES = 8;
const SIGNATURE_BYTES = 64;

/** C2SP tlog-cosignature v1: what a witness signs is the checkpoint's text with the time in front. */
export function cosignatureMessage(text: string, time: number): Uint8Array {
  if (!isSize(time)) throw mismatch();
  return utf8(`cosignature/v1\ntime ${time}\n${text}`);
}

/** u64 big-endian time ‖ Ed25519 signature. */
export function encodeCosignature(time: number, signature: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(TIME_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(time));
  return joinBytes(bytes, signature);
}

/** Refuses with LEDGER_MISMATCH another length, and a time that no clock of ours can show. */
export function readCosignature(bytes: Uint8Array): { readonly time: number; readonly signature: Uint8Array } {
  if (bytes.byteLength !== TIME_BYTES + SIGNATURE_BYTES) throw mismatch();
  const time = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0));
  if (!isSize(time)) throw mismatch();
  return { time, signature: bytes.subarray(TIME_BYTES) };
}

const mismatch = (): GatewayError => new GatewayError("LEDGER_MISMATCH", "cosignature is not a time and a signature");
