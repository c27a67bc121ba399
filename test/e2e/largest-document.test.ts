import { createHash } from "node:crypto";
import { armor, enums } from "openpgp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { documentOf } from "../../src/client/document.ts";
import { DOCUMENT_BYTES_MAX, MESSAGE_BYTES_MAX } from "../../src/core/document/size.ts";
import { submitExchange } from "../../src/http/exchanges/submit.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { newRef } from "../support/documents.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";
import { encode, post, problemOf, sealed } from "../support/wire.ts";

const SENDER = "entree";
const ATTACHMENTS_BYTES = 5_000_000;

it("is one limit, for the body as for the message", () => {
  expect(submitExchange.request.body?.bytesMax).toBe(MESSAGE_BYTES_MAX);
});

eachDatabase("The largest document", (under) => {
  let g: RunningGateway;
  beforeAll(async () => {
    g = await runGateway(under);
  });
  afterAll(() => g.close());

  async function withBytes(size: number): Promise<Uint8Array> {
    const document = documentOf(await g.profile(SENDER), documents.registration(newRef("E")));
    const content = Buffer.alloc(size, 7);
    const sha256 = createHash("sha256").update(content).digest("hex");
    const attachment = { field: "docRef", name: "foto", mediaType: "image/jpeg", size, sha256 };
    return encode({ ...document, attachments: [{ ...attachment, content: content.toString("base64") }] });
  }
  const armored = (bytes: Uint8Array): Uint8Array => Buffer.from(armor(enums.armor.message, bytes));

  it("with 5 MB of attachments is read, armored too", async () => {
    const plaintext = await withBytes(ATTACHMENTS_BYTES);
    expect(plaintext.length).toBeLessThan(DOCUMENT_BYTES_MAX);
    const message = await sealed(g, SENDER, plaintext);
    for (const bytes of [message, armored(message)]) {
      const answer = await post(g, { profile: SENDER, message: bytes });
      expect(await problemOf(answer)).toMatchObject({ status: 400, code: "ATTACHMENT_CONTENT_REFUSED" });
    }
  });

  it("fits into the largest message, armored", async () => {
    const message = armored(await sealed(g, SENDER, Buffer.alloc(DOCUMENT_BYTES_MAX, 0x20)));
    expect(message.length).toBeLessThan(MESSAGE_BYTES_MAX);
    const answer = await post(g, { profile: SENDER, message });
    expect(await problemOf(answer)).toMatchObject({ status: 400, code: "DOCUMENT_MALFORMED" });
  });

  describe("and one that is larger is told the limit", () => {
    it.each([
      {
        name: "as a document",
        limit: DOCUMENT_BYTES_MAX,
        make: () => sealed(g, SENDER, Buffer.alloc(DOCUMENT_BYTES_MAX + 1, 0x20)),
      },
      {
        name: "as a message",
        limit: MESSAGE_BYTES_MAX,
        make: () => Promise.resolve(Buffer.alloc(MESSAGE_BYTES_MAX + 1)),
      },
    ])("$name", async ({ limit, make }) => {
      const problem = await problemOf(await post(g, { profile: SENDER, message: await make() }));
      expect(problem).toMatchObject({
        status: 413,
        code: "BODY_TOO_LARGE",
        detail: expect.stringContaining(String(limit)) as string,
      });
    });
  });
});
