/** A verifier in plain JavaScript that imports nothing of ours: what a reader of docs/ledger-format.md would write. */
export interface Stranger {
  /** Gives the index; throws where something does not hold. The first key is the log's, the others witnesses'. */
  readonly verifyProof: (proof: string, entry: Uint8Array, vkeys: readonly string[]) => number;
  readonly verifyReceipt: (
    text: string,
    vkeys: readonly string[],
  ) => { readonly header: Readonly<Record<string, unknown>>; readonly index: number | null };
  readonly verifyOpening: (commitment: string, opening: { readonly salt: string; readonly content: string }) => boolean;
}

export const stranger = async (): Promise<Stranger> =>
  (await import(new URL("../e2e/stranger-verifier.mjs", import.meta.url).href)) as Stranger;
