import { fileURLToPath } from "node:url";
import { defineConfig } from "prisma/config";

// `generate`, `validate` and `format` run as WebAssembly. The CLI would first download its schema engine;
// naming any existing file here stops that, and commands that do need the engine fail rather than pretend.
process.env["PRISMA_SCHEMA_ENGINE_BINARY"] ??= fileURLToPath(import.meta.url);

export default defineConfig({ schema: "prisma/schema.prisma", migrations: { path: "prisma/migrations" } });
