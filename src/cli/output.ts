import { createInterface } from "node:readline/promises";
import { buffer } from "node:stream/consumers";
import { DOCUMENT_BYTES_MAX } from "../core/document/size.ts";
import { GatewayError } from "../core/errors.ts";
import type { Input, Output } from "./toolbox.ts";

interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** The one place that writes to the terminal. */
export function createOutput({ stdout, stderr }: Streams): Output {
  for (const stream of [stdout, stderr]) stream.on("error", ignoreClosed);
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    outIsTerminal: stdout.isTTY,
    errIsTerminal: stderr.isTTY,
  };
}

/** `gateway inbox | head` closes the pipe when it has seen enough. */
function ignoreClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

/** Questions are asked on standard error, so that results can be piped. */
export function createInput({ stdin, stderr }: Streams): Input {
  return {
    isTerminal: stdin.isTTY,
    readAll: () => buffer(limited(stdin)),
    async ask(question) {
      const asking = createInterface({ input: stdin, output: stderr });
      try {
        return await asking.question(question);
      } finally {
        asking.close();
      }
    },
  };
}

async function* limited(stream: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > DOCUMENT_BYTES_MAX) throw tooLarge();
    yield bytes;
  }
}

export const tooLarge = (): GatewayError =>
  new GatewayError("BODY_TOO_LARGE", `the input is larger than ${DOCUMENT_BYTES_MAX} bytes`, {
    remedy: "send less at a time",
  });
