import { describe, expect, it } from "vitest";
import { aLedger, checkpointOf } from "./fakes.ts";
import { aHouse } from "./harness.ts";

const open = {
  "access-control-allow-origin": "*",
  "content-security-policy": expect.stringMatching(/^default-src 'none'/) as string,
};

describe("the ledger over HTTP", () => {
  it("serves its checkpoint as text that is fresh within seconds", async () => {
    const house = aHouse();
    const response = await house.call({ path: "/checkpoint" });
    expect(response.headers).toMatchObject({
      ...open,
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "public, max-age=2",
    });
    expect((response.body as Buffer).toString("utf8")).toBe(await house.services.ledger.checkpoint());
  });

  it("has no checkpoint before its first entry", async () => {
    const ledger = aLedger({ checkpoint: () => Promise.resolve(null) });
    expect((await aHouse({ ledger }).call({ path: "/checkpoint" })).status).toBe(404);
  });

  it("serves its verifier key", async () => {
    const response = await aHouse().call({ path: "/ledger/vkey" });
    expect((response.body as Buffer).toString("utf8")).toBe("log.example/2026+87865961+AQ\n");
  });

  it.each([
    { path: "/tile/0/000", asks: "tile 0 0 256" },
    { path: "/tile/0/000.p/8", asks: "tile 0 0 8" },
    { path: "/tile/2/x001/x234/067", asks: "tile 2 1234067 256" },
    { path: "/tile/entries/000.p/3", asks: "bundle 0 3" },
    { path: "/tile/entries/x001/002", asks: "bundle 1002 256" },
  ])("serves $path, for ever the same", async ({ path, asks }) => {
    const asked: string[] = [];
    const ledger = aLedger({
      tile: (level, n, width) => {
        asked.push(`tile ${level} ${n} ${width}`);
        return Promise.resolve(Uint8Array.of(0, 255));
      },
      bundle: (n, width) => {
        asked.push(`bundle ${n} ${width}`);
        return Promise.resolve(Uint8Array.of(0, 255));
      },
    });
    const response = await aHouse({ ledger }).call({ path });
    expect(asked).toEqual([asks]);
    expect(response.body).toEqual(Buffer.from([0, 255]));
    expect(response.headers).toMatchObject({
      ...open,
      "content-type": "application/octet-stream",
      "cache-control": "public, max-age=31536000, immutable",
    });
  });

  it.each([
    { path: "/tile/0/000.p/8", size: 8, kept: true },
    { path: "/tile/0/000.p/8", size: 7, kept: false },
    { path: "/tile/0/001", size: 512, kept: true },
    { path: "/tile/0/001", size: 511, kept: false },
    { path: "/tile/1/000.p/2", size: 512, kept: true },
    { path: "/tile/1/000.p/2", size: 511, kept: false },
    { path: "/tile/entries/001.p/3", size: 259, kept: true },
    { path: "/tile/entries/001.p/3", size: 258, kept: false },
    { path: "/tile/entries/000", size: null, kept: false },
  ])("lets caches keep $path only of what a checkpoint of $size covers", async ({ path, size, kept }) => {
    const ledger = aLedger({ checkpoint: () => Promise.resolve(size === null ? null : checkpointOf(size)) });
    const { status, headers } = await aHouse({ ledger }).call({ path });
    expect(status).toBe(200);
    expect(headers["cache-control"]).toBe(kept ? "public, max-age=31536000, immutable" : "no-store");
  });

  it("lets no cache keep that a tile was not there", async () => {
    const ledger = aLedger({ tile: () => Promise.resolve(null) });
    const response = await aHouse({ ledger }).call({ path: "/tile/0/001" });
    expect(response.status).toBe(404);
    expect(response.headers["cache-control"]).toBe("no-store");
  });

  it("answers HEAD without a body", async () => {
    const response = await aHouse().call({ method: "HEAD", path: "/tile/0/000" });
    expect(response.status).toBe(200);
    expect(response.headers["content-length"]).toBe("3");
  });
});
