import process from "node:process";
import { systemNow } from "./adapters/clock/clock.ts";
import { loadContracts } from "./adapters/contracts/load.ts";
import { generateKeys, listKeys } from "./adapters/keyring/manage.ts";
import { createLog } from "./adapters/log/log.ts";
import { compose, type Composed } from "./compose.ts";
import { operatorSocket, readConfig, type Config } from "./config.ts";
import { GatewayError } from "./core/errors.ts";
import { createApp } from "./http/app.ts";
import { createOperatorApp } from "./http/operator/app.ts";
import { serveSocket, type CloseSocket } from "./http/operator/serve-socket.ts";
import { listen, type Listening } from "./http/serve.ts";
import { banner } from "./sandbox/banner.ts";
import { writeExamples } from "./sandbox/examples.ts";
import { isSeeded, makeDataFolder, markSeeded, refusePretendFolders } from "./sandbox/prepare.ts";
import { makePretendWorld, type PretendClient } from "./sandbox/pretend-parties.ts";
import { writeProfiles } from "./sandbox/profiles.ts";
import { startStream, type Stream } from "./sandbox/stream.ts";

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function start(): Promise<void> {
  const config = readConfig(process.env, process.version);
  const sandbox = config.mode === "sandbox";
  const log = createLog({
    style: sandbox ? "readable" : "json",
    level: sandbox ? "warn" : "info",
    write: (line) => void process.stderr.write(line),
    now: Date.now,
  });
  const running: Running = { composed: null, stream: null, listening: null, closeSocket: null };
  closeOnSignal(running); // before anything runs: a signal during the start must not tear it off either
  if (!sandbox) await refusePretendFolders(foldersOf(config));
  const pretend = sandbox ? await prepareSandbox(config) : [];
  const server = await open(config);
  running.listening = server.listening;
  const issuer = config.publicUrl ?? server.listening.url;
  const composed = await compose({ config, log, issuer });
  running.composed = composed;
  server.serve(createApp(composed.services));
  composed.startWork();
  running.closeSocket = await answerOperator(config, composed);
  log.info("gateway.started", { mode: config.mode, address: server.listening.url, version: process.version });
  if (!sandbox) return;
  const { url } = server.listening;
  const onError = (error: unknown): void => log.error("sandbox.failed", error);
  running.stream = await playSandbox({ config, composed, pretend, url, onError });
}

/** Exchanges do not wait for it: where the socket cannot be made, the log says so. */
async function answerOperator(config: Config, { operator }: Composed): Promise<CloseSocket | null> {
  try {
    return await serveSocket(createOperatorApp(operator), operatorSocket(config));
  } catch (error) {
    operator.log.error("operator.socket-failed", error);
    return null;
  }
}

const foldersOf = ({ dataDir, keysDir, certificatesDir, contractsDir }: Config): Readonly<Record<string, string>> => ({
  GATEWAY_DATA_DIR: dataDir,
  GATEWAY_KEYS_DIR: keysDir,
  GATEWAY_CERTIFICATES_DIR: certificatesDir,
  GATEWAY_CONTRACTS_DIR: contractsDir,
});

/** Pretend keys for the gateway and its parties, and signatures with them; only ever in the data folder. */
async function prepareSandbox(config: Config): Promise<readonly PretendClient[]> {
  const passphrase = await makeDataFolder(config.dataDir);
  const now = systemNow();
  if (!(await hasAllKeys(config))) {
    await generateKeys({
      folder: config.keysDir,
      passphrase,
      organisation: "Uitwisselpoort sandbox",
      email: "gateway@sandbox.example",
      now,
    });
  }
  const { catalogue, covenants } = await loadContracts({
    folder: config.contractsDir,
    overlay: null,
    pretend: true,
    verifySignature: () => Promise.resolve(false),
  });
  return makePretendWorld({ dataDir: config.dataDir, parties: [...catalogue.parties.values()], covenants, now });
}

/** `false` also where a first start was killed while it made them: the next goes on with it. */
async function hasAllKeys(config: Config): Promise<boolean> {
  try {
    await listKeys(config.keysDir, systemNow());
    return true;
  } catch (error) {
    if (error instanceof GatewayError && error.code === "KEY_MISSING") return false;
    throw error;
  }
}

/** Listens before anything is loaded, so that a taken port is told at once; until then every answer is 503. */
async function open({
  host,
  port,
}: Config): Promise<{ readonly listening: Listening; serve(app: ReturnType<typeof createApp>): void }> {
  let app: ReturnType<typeof createApp> | null = null;
  const listening = await listen({
    host,
    port,
    app: (request, response) => {
      if (app !== null) return void app(request, response);
      response.writeHead(503, { "Content-Type": "application/problem+json", "Retry-After": "2" });
      response.end(JSON.stringify({ status: 503, title: "starting", code: "NOT_READY", retryable: true }));
    },
  });
  return { listening, serve: (ready) => (app = ready) };
}

interface Play {
  readonly config: Config;
  readonly composed: Composed;
  readonly pretend: readonly PretendClient[];
  readonly url: string;
  readonly onError: (error: unknown) => void;
}

async function playSandbox({ config, composed, pretend, url, onError }: Play): Promise<Stream> {
  const { dataDir } = config;
  const { origin, vkey } = composed.world.ledger;
  const [certificate] = composed.keyring.certificates;
  const listening = {
    dataDir,
    url,
    environment: config.mode,
    certificate: certificate?.armored ?? "",
    ledger: { origin, vkey },
  };
  const profiles = await writeProfiles(listening, pretend);
  say(banner({ url, dataDir, profiles, examples: await writeExamples(dataDir) }));
  return startStream({
    profiles,
    seeded: await isSeeded(dataDir),
    onSeeded: () => markSeeded(dataDir),
    onProgress: showProgress,
    onError,
  });
}

function showProgress(done: number, of: number): void {
  if (process.stdout.isTTY)
    process.stdout.write(`\r  ${done} of ${of} pretend exchanges${done === of ? "; now one every few seconds\n" : ""}`);
  else if (done === of) say(`  ${of} pretend exchanges went through; now one every few seconds`);
}

/** What there is to close so far. */
interface Running {
  composed: Composed | null;
  stream: Stream | null;
  listening: Listening | null;
  closeSocket: CloseSocket | null;
}

function closeOnSignal(running: Running): void {
  let closing = false;
  const close = async (): Promise<void> => {
    if (closing) return;
    closing = true;
    await running.stream?.stop();
    await running.closeSocket?.();
    await running.listening?.close();
    await running.composed?.close();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => void close().then(() => process.exit(0), fail));
  }
}

/** A start that fails says what, why and what to do, and nothing of the environment's values. */
function fail(error: unknown): never {
  const lines =
    error instanceof GatewayError
      ? [
          `${error.code}: ${error.message}`,
          error.at === null ? "" : `  at ${error.at}`,
          error.remedy === null ? "" : `  → ${error.remedy}`,
        ]
      : [error instanceof Error ? (error.stack ?? error.name) : "the start failed"];
  process.stderr.write(`${lines.filter((line) => line !== "").join("\n")}\n`);
  process.exit(1);
}

start().catch(fail);
