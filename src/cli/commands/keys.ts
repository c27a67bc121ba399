import path from "node:path";
import type { Instant } from "../../core/ids.ts";
import { rfc3339 } from "../../core/instants.ts";
import { neededText, positional, textOf } from "../call-values.ts";
import type { Call, Command, Options, Result } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { endingOf, warningLines } from "../key-endings.ts";
import { passphraseOf } from "../passphrase.ts";
import { tableLines } from "../table.ts";
import type { KeyRow } from "../toolbox.ts";
import { UsageError } from "../usage-error.ts";

const group = "this installation" as const;
const FOLDER: Options = {
  keys: { type: "string", value: "FOLDER", says: "the key folder; or set GATEWAY_KEYS_DIR" },
};
const PASSPHRASE: Options = {
  "passphrase-file": {
    type: "string",
    value: "FILE",
    says: "the passphrase; or set GATEWAY_PASSPHRASE_FILE or GATEWAY_PASSPHRASE",
  },
};

export const keysGenerate: Command = {
  name: "keys generate",
  group,
  says: "make one key of each kind, in an empty key folder",
  profile: false,
  arguments: [],
  options: {
    ...FOLDER,
    ...PASSPHRASE,
    organisation: { type: "string", value: "NAME", says: "in whose name the OpenPGP keys stand" },
    email: { type: "string", value: "ADDRESS", says: "the address in the OpenPGP keys" },
  },
  examples: ['gateway keys generate --organisation "Oosterpoort Wonen" --email privacy@corporation.example'],
  async run(call) {
    const organisation = neededText(call, "organisation");
    const email = neededText(call, "email");
    const passphrase = await passphraseOf(call);
    const { keys, now } = call.toolbox;
    const folder = folderOf(call);
    const rows = await keys.generate({ folder, passphrase, organisation, email, now: now() });
    call.note("next: give public.asc to your partners, put each revocation.asc in a safe, and back the folder up");
    return rowsResult(call, rows);
  },
};

export const keysList: Command = {
  name: "keys list",
  group,
  says: "every key: kind, state, from, until, fingerprint; warns before an end",
  profile: false,
  arguments: [],
  options: FOLDER,
  examples: ["gateway keys list"],
  run: async (call) => rowsResult(call, await call.toolbox.keys.list(folderOf(call), call.toolbox.now())),
};

export const keysRotate: Command = {
  name: "keys rotate",
  group,
  says: "make a new key of one kind; the old one goes on reading for its overlap",
  profile: false,
  arguments: [{ name: "KIND", says: "openpgp-v4, openpgp-v6, token or kek" }],
  options: {
    ...FOLDER,
    ...PASSPHRASE,
    "activate-at": { type: "string", value: "INSTANT", says: "when the new key takes over; without it, at once" },
  },
  examples: ["gateway keys rotate openpgp-v4 --activate-at 2027-01-01T00:00:00Z"],
  async run(call) {
    const { keys, now } = call.toolbox;
    const kind = positional(call, 0);
    requireRotatable(kind, keys);
    const activateAt = instantOf(call, "activate-at");
    const passphrase = await passphraseOf(call);
    const request = { folder: folderOf(call), passphrase, kind, now: now() };
    return rowsResult(call, await keys.rotate(activateAt === null ? request : { ...request, activateAt }));
  },
};

function requireRotatable(kind: string, { isRotatable, kinds }: Call["toolbox"]["keys"]): void {
  if (isRotatable(kind)) return;
  const able = kinds.filter(isRotatable).join(", ");
  if (!kinds.includes(kind)) throw new UsageError("there is no such kind of key", `give one of ${able}`);
  throw new UsageError(
    `a key \`${kind}\` is not rotated: another ledger key is another ledger, another index key other pseudonyms`,
    `give one of ${able}`,
  );
}

const folderOf = (call: Call): string =>
  textOf(call, "keys") ?? call.toolbox.env["GATEWAY_KEYS_DIR"] ?? path.join(call.toolbox.root, "keys");

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/;

function instantOf(call: Call, name: string): Instant | null {
  const text = textOf(call, name);
  if (text === undefined) return null;
  const at = RFC3339.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new UsageError(`\`--${name}\` is no instant`, "give it as 2027-01-01T00:00:00Z");
  return at as Instant;
}

function rowsResult(call: Call, rows: readonly KeyRow[]): Result {
  const now = call.toolbox.now();
  for (const line of warningLines(rows, { now, style: call.noteStyle })) call.note(line);
  return {
    exitCode: EXIT.ok,
    json: { keys: rows.map((row) => rowJson(row, now)) },
    text: tableLines(rows, {
      style: call.style,
      columns: [
        { title: "kind", of: ({ kind }) => kind },
        {
          title: "state",
          of: ({ state }) => state,
          paint: ({ state }) => (state === "active" ? call.style.good : call.style.dim),
        },
        { title: "from", of: ({ from }) => dayOf(from) },
        { title: "until", of: ({ until }) => (until === null ? "-" : dayOf(until)) },
        { title: "fingerprint", of: ({ id }) => id },
      ],
    }),
  };
}

const dayOf = (at: Instant): string => rfc3339(at).slice(0, 10);

const rowJson = (row: KeyRow, now: Instant) => ({
  kind: row.kind,
  state: row.state,
  from: rfc3339(row.from),
  until: row.until === null ? null : rfc3339(row.until),
  id: row.id,
  warnDays: endingOf(row, now),
});
