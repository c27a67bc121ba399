import { afterAll, beforeAll, expect, it } from "vitest";
import { decodeBundle } from "../../src/core/ledger/bundle.ts";
import { inclusionProof } from "../../src/core/ledger/merkle.ts";
import { inclusionTiles, nodeReaderOf } from "../../src/core/ledger/proof-tiles.ts";
import { encodeProof } from "../../src/core/ledger/proof.ts";
import { BUNDLE_LEVEL, tileIn, tilePath, type TileId } from "../../src/core/ledger/tile-path.ts";
import type { Tile } from "../../src/core/ledger/tiles.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import {
  describeWithPrograms,
  rootOf,
  sha256WithCoreutils,
  sha256WithOpenssl,
  verifyWithOpenssl,
  verifyWithSigstore,
} from "../support/outside-verifiers.ts";
import { CONTRACTOR } from "../support/register-seeds.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";

describeWithPrograms("what a running gateway serves", () => {
  eachDatabase("before verifiers that are not ours", (under) => {
    let g: RunningGateway;
    let vkey: string;
    beforeAll(async () => {
      g = await runGateway(under);
      vkey = (await (await g.fetch("/ledger/vkey")).text()).trim();
    });
    afterAll(() => g.close());

    async function exchange(): Promise<string> {
      const [of, ref] = [await g.newTenant(), documents.newRef("R")];
      await g.relate({ of, kind: "order", party: CONTRACTOR, ref });
      const { exchangeId } = await (await g.client("oosterpoort")).send(documents.repair(of, ref));
      return exchangeId;
    }
    const checkpointNow = async (): Promise<string> => (await g.fetch("/checkpoint")).text();
    const tileOf = async (id: TileId): Promise<Tile> => {
      const answer = await g.fetch(`/${tilePath(id)}`);
      expect(answer.status).toBe(200);
      return { ...id, data: new Uint8Array(await answer.arrayBuffer()) };
    };

    it("holds the receipt of an exchange, for both", async () => {
      const exchangeId = await exchange();
      await g.sequenced();
      const answer = await g.fetch(`/v1/exchanges/${exchangeId}/receipt`, {
        headers: { Authorization: `Bearer ${await g.token("oosterpoort")}`, Accept: "text/plain", Prefer: "wait=5" },
      });
      expect(answer.status).toBe(200);
      const proofText = await answer.text();
      const { receipt } = await (await g.client("oosterpoort")).receipt(exchangeId);
      const entry = Buffer.from((JSON.parse(receipt) as { entry: string }).entry, "base64");
      const checkpoint = proofText.slice(proofText.indexOf("\n\n") + 2);
      verifyWithSigstore({ vkey, entry, proofText });
      verifyWithOpenssl({ vkey, checkpoint });
      const root = checkpoint.split("\n")[2];
      expect(rootOf({ entry, proofText, sha256: sha256WithOpenssl })).toBe(root);
      expect(rootOf({ entry, proofText, sha256: sha256WithCoreutils })).toBe(root);
      const other = Buffer.concat([entry, entry]);
      expect(() => verifyWithSigstore({ vkey, entry: other, proofText })).toThrow(/root hash/);
      expect(() => verifyWithOpenssl({ vkey, checkpoint: checkpoint.replace(/\n\d+\n/, "\n1\n") })).toThrow();
    });

    it("holds every entry, by a proof made of the tiles that anyone may fetch", async () => {
      await exchange();
      await g.sequenced();
      const checkpoint = await checkpointNow();
      const size = Number(checkpoint.split("\n")[1]);
      expect(size).toBeGreaterThan(5);
      verifyWithOpenssl({ vkey, checkpoint });
      const bundle = await tileOf(tileIn(size, { level: BUNDLE_LEVEL, n: 0 }));
      for (const [index, entry] of decodeBundle(bundle.data, bundle.width).entries()) {
        const tiles = await Promise.all(inclusionTiles({ index, size }).map(tileOf));
        const hashes = inclusionProof({ index, size }, nodeReaderOf(size, tiles));
        verifyWithSigstore({ vkey, entry, proofText: encodeProof({ index, hashes, checkpoint }) });
      }
    });
  });
});
