import { describe, expect, it } from "vitest";

import { documentOf, newId } from "../../src/client/document.ts";
import type { Outgoing } from "../../src/client/types.ts";
import { parseDocument } from "../../src/core/document/parse.ts";
import { isUuidV7 } from "../../src/core/ids.ts";

const PROFILE = { environment: "sandbox", party: "gemeente-bergendal", controller: "oosterpoort" };
const OUTGOING: Outgoing = {
  covenant: "bergendal-early-signal",
  purpose: "early-debt-signalling",
  direction: "in",
  data: { caseRef: "S-1" },
};
const parsed = (outgoing: Outgoing) =>
  parseDocument(new TextEncoder().encode(JSON.stringify(documentOf(PROFILE, outgoing))));

describe("a document", () => {
  it("is one that the gateway reads, from the party of the profile to the corporation", () => {
    expect(parsed(OUTGOING)).toMatchObject({
      header: {
        format: "uitwisselpoort/1",
        environment: "sandbox",
        from: "gemeente-bergendal",
        to: "oosterpoort",
        covenant: "bergendal-early-signal",
        purpose: "early-debt-signalling",
        direction: "in",
        message: "default",
        replyTo: null,
        ask: null,
        channel: null,
      },
      subjects: [],
      data: { caseRef: "S-1" },
      attachments: [],
    });
  });

  it("says all that its sender says", () => {
    const said = {
      message: "closing",
      to: "entree",
      actor: "person:jansen",
      messageId: "0192f0c1-0000-7000-8000-000000000001",
      replyTo: "0192f0c1-0000-7000-8000-000000000002",
      channel: "phone",
    } as const;
    const attachment = { field: "photo", name: "a.jpg", mediaType: "image/jpeg", size: 1, sha256: "0".repeat(64) };
    const document = parsed({
      ...OUTGOING,
      ...said,
      sentAt: "2026-11-22T10:00:00Z",
      subjects: [{ role: "guide" }],
      attachments: [attachment],
    });
    expect(document.header).toMatchObject({ ...said, sentAt: Date.parse("2026-11-22T10:00:00Z") });
    expect(document.subjects).toMatchObject([{ role: "guide" }]);
    expect(document.attachments).toEqual([attachment]);
  });

  it("asks when it is a pull, and only then", () => {
    expect(parsed({ ...OUTGOING, direction: "pull", ask: ["lastName"] }).header.ask).toEqual(["lastName"]);
    expect(parsed({ ...OUTGOING, direction: "pull" }).header.ask).toEqual([]);
    expect(parsed({ ...OUTGOING, direction: "out", ask: ["lastName"] }).header.ask).toBeNull();
  });

  it("answers a question when it is a pull that asks nothing and names one", () => {
    const replyTo = "0192f0c1-0000-7000-8000-000000000002";
    expect(parsed({ ...OUTGOING, direction: "pull", replyTo }).header).toMatchObject({ ask: null, replyTo });
    expect(parsed({ ...OUTGOING, direction: "pull", replyTo, ask: [] }).header).toMatchObject({ ask: [], replyTo });
  });

  it("is the same to the byte when its id and its time are kept", () => {
    const kept = { ...OUTGOING, messageId: newId(), sentAt: "2026-11-22T10:00:00Z" };
    expect(JSON.stringify(documentOf(PROFILE, kept))).toBe(JSON.stringify(documentOf(PROFILE, kept)));
  });

  it("has an id of its own each time, the later one the greater", () => {
    const ids = Array.from({ length: 1_000 }, () => String(documentOf(PROFILE, OUTGOING).header["messageId"]));
    expect(ids.every(isUuidV7)).toBe(true);
    expect([...new Set(ids)].sort()).toEqual(ids);
  });
});
