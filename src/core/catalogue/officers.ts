import { z } from "zod";

/** A person of the controller who signs unilateral covenants: an opaque name and a certificate. */
export interface Officer {
  readonly id: string;
  readonly fingerprint: string;
}

/** `officers.yaml`. */
export const officersFileSchema = z.strictObject({
  officers: z.array(
    z.strictObject({
      id: z.string().regex(/^officer-[1-9]$/, "is no officer, as officer-1"),
      fingerprint: z.string().regex(/^([0-9A-F]{40}|[0-9A-F]{64})$/, "is no fingerprint in upper-case hexadecimal"),
    }),
  ),
});
