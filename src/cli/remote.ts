import { createClient } from "../client/client.ts";
import { createConnection, type Retry } from "../client/connection.ts";
import { readProfile, type Profile } from "../client/profile.ts";
import type { PartnerClient } from "../client/types.ts";
import { GatewayError } from "../core/errors.ts";
import { isSet, textOf } from "./call-values.ts";
import { cleanAnswer } from "./clean.ts";
import type { Call } from "./command.ts";
import type { Style } from "./style.ts";
import { UsageError } from "./usage-error.ts";

export interface Remote {
  readonly profile: Profile;
  readonly client: PartnerClient;
  /** A command line to copy, with the same `--profile`. */
  command(line: string): string;
  get<Shape>(path: string): Promise<Shape>;
  post<Shape>(path: string, body: object): Promise<Shape>;
}

/** The gateway as the profile's party, with its mode said aloud first. */
export async function openRemote(call: Call): Promise<Remote> {
  const profile = await openProfile(call);
  const onRetry = (retry: Retry): void => call.note(call.noteStyle.warn(retryLine(retry)));
  const client = createClient(profile, createConnection(profile, { timing: call.toolbox, onRetry }));
  const given = textOf(call, "profile");
  const suffix = given === undefined ? "" : ` --profile ${quoted(given)}`;
  return {
    profile,
    client,
    command: (line) => `${calledAs(call)} ${line}${suffix}`,
    // What the gateway says is shown on a terminal, so nothing in it may steer that terminal.
    get: async <Shape>(path: string) => cleanAnswer((await client.get(path)) as Shape),
    post: async <Shape>(path: string, body: object) => cleanAnswer((await client.post(path, body)) as Shape),
  };
}

/** Said while somebody waits: the very same goes again, so that nothing is done twice. */
function retryLine({ status, nth, max, pauseMs }: Retry): string {
  const what = status === 0 ? "the gateway did not answer" : `the gateway cannot answer now (${status})`;
  return `${what}; the same again in ${pauseMs} ms, attempt ${nth + 1} of ${max + 1}`;
}

/** As a checkout calls it, where npm says that it did; a line to copy must work where it is copied. */
const calledAs = ({ toolbox: { env } }: Call): string => (env["npm_command"] === undefined ? "gateway" : "npx gateway");

/** The profile alone, for what needs no gateway. */
export async function openProfile(call: Call): Promise<Profile> {
  const file = textOf(call, "profile") ?? call.toolbox.env["GATEWAY_PROFILE"];
  if (file === undefined || file === "") {
    throw new UsageError(
      "no profile says who you are",
      "give --profile FILE or set GATEWAY_PROFILE; the sandbox writes profiles into its data folder",
    );
  }
  const profile = await read(file);
  call.note(`${modeMark(profile.environment, call.noteStyle)} ${profile.party} at ${profile.gateway}`);
  return profile;
}

async function read(file: string): Promise<Profile> {
  try {
    return await readProfile(file);
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    // Node's own words about a key may quote it.
    throw new GatewayError("KEY_MALFORMED", "a key that the profile names cannot be read", {
      at: "clientKey.file",
      remedy: "it must be a private key in PEM, as `openssl genpkey` makes it",
      cause,
    });
  }
}

export const isProduction = ({ environment }: Pick<Profile, "environment">): boolean => environment === "production";

function modeMark(environment: string, style: Style): string {
  if (isProduction({ environment })) return style.bad("[PRODUCTION]");
  return environment === "sandbox" ? style.good("[sandbox]") : style.warn(`[${environment}]`);
}

/** In production somebody names the other party before anything is sent, unless `--yes` was given. */
export async function confirmSend(
  call: Call,
  { profile, to }: { readonly profile: Profile; readonly to: string },
): Promise<void> {
  if (!isProduction(profile) || isSet(call, "yes")) return;
  const { input } = call.toolbox;
  if (!input.isTerminal) {
    throw new UsageError("nobody is there to confirm a production exchange", "give --yes if this is meant");
  }
  const typed = (await input.ask("This goes to production. Type the id of the party that gets it: ")).trim();
  if (typed !== to) {
    throw new UsageError("the document goes to another party than the one you named", "nothing was sent; check `to`");
  }
}

/** For a line to copy: bare where a shell needs no quotes. */
export const quoted = (text: string): string =>
  /^[A-Za-z0-9_./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

export const segment = (text: string): string => encodeURIComponent(text);
