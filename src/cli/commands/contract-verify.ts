import path from "node:path";
import { ALTERED } from "../../core/catalogue/published.ts";
import type { Desk, DeskVersion } from "../../core/covenant/desk.ts";
import { readVersionName } from "../../core/covenant/desk.ts";
import type { Call, Command } from "../command.ts";
import { certificatesOf, CONTRACTS, openDesk, pickVersion, SANDBOX } from "../contract-desk.ts";
import { checkVersion, type CheckedVersion } from "../contract-signatures.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Style } from "../style.ts";

const FORMAT = "uitwisselpoort-verify/1";

export const contractVerify: Command = {
  name: "contract verify",
  group: "covenants",
  says: "check signatures and published.json without a network: who has signed, who has not, what was changed",
  profile: false,
  arguments: [{ name: "COVENANT", says: "its id, or one version of it as ID@2; without it, all", optional: true }],
  options: {
    ...CONTRACTS,
    ...SANDBOX,
    certificates: {
      type: "string",
      value: "FOLDER",
      says: "certificates as ID.asc, to check signatures with; or set GATEWAY_CERTIFICATES_DIR",
    },
  },
  examples: [
    "gateway contract verify",
    "gateway contract verify bergendal-early-signal --certificates certificates",
    "gateway contract verify --sandbox .data",
  ],
  async run(call) {
    const desk = await openDesk(call);
    const [name] = call.positionals;
    const folder = certificatesOf(call);
    const readCertificate = (id: string): Promise<Uint8Array | null> =>
      folder === null ? Promise.resolve(null) : readIfThere(call, path.join(folder, `${id}.asc`));
    const versions: CheckedVersion[] = [];
    for (const version of asked(desk, name)) {
      versions.push(await checkVersion(version, { desk, readCertificate, now: call.toolbox.now() }));
    }
    const gone = desk.gone.filter((file) => name === undefined || file.split("/")[1] === name.split("@")[0]);
    const { altered } = desk;
    const exitCode = altered.length > 0 ? EXIT.broken : exitCodeOf(versions, gone);
    return {
      exitCode,
      json: { format: FORMAT, holds: exitCode === EXIT.ok, versions, gone, altered },
      text: [
        ...versions.flatMap((version) => versionLines(version, call.style)),
        ...goneLines(gone, call.style),
        ...alteredLines(desk, call.style),
      ],
    };
  },
};

/** A draft is never signed, so it is looked at only where somebody did, or asks for it. */
function asked(desk: Desk, name: string | undefined): readonly DeskVersion[] {
  const all = desk.versions.filter(
    ({ covenant, published, signatures }) =>
      covenant?.status !== "draft" || published !== "unpublished" || signatures.length > 0,
  );
  if (name === undefined) return all;
  const wanted = readVersionName(name);
  const own = all.filter(
    ({ id, version }) => id === wanted?.id && (wanted.version === null || version === wanted.version),
  );
  // For a name that fits nothing it throws, and says what was meant.
  return own.length > 0 ? own : [pickVersion(desk, name)];
}

async function readIfThere(call: Call, file: string): Promise<Uint8Array | null> {
  try {
    return await call.toolbox.files.read(file);
  } catch {
    return null;
  }
}

function exitCodeOf(versions: readonly CheckedVersion[], gone: readonly string[]): ExitCode {
  if (gone.length > 0 || versions.some(({ state }) => state === "broken")) return EXIT.broken;
  return versions.some(({ state }) => state === "incomplete") ? EXIT.failed : EXIT.ok;
}

const STATE = { good: "✓ signed by", wrong: "✗ wrong signature of", unchecked: "? not checked:" } as const;

function versionLines({ covenant, version, published, state, signatures, missing }: CheckedVersion, style: Style) {
  const paint = { complete: style.good, signed: style.good, incomplete: style.warn, broken: style.bad }[state];
  const listed = {
    published,
    altered: style.bad("altered since it was published"),
    unpublished: state === "signed" ? "not published yet" : "unpublished",
  }[published];
  const colour = { good: style.good, wrong: style.bad, unchecked: style.warn };
  return [
    `${style.strong(`${covenant}@${version}`)} ${paint(state === "signed" ? "all signed" : state)}, ${listed}`,
    ...signatures.map(
      ({ signer, state: is, code }) => `  ${colour[is](STATE[is])} ${signer}${code === null ? "" : ` (${code})`}`,
    ),
    ...missing.parties.map((id) => `  ${style.warn("- missing")} ${id}`),
    ...(missing.officers === 0 ? [] : [`  ${style.warn("- missing")} ${missing.officers} more officers`]),
  ];
}

const alteredLines = ({ altered }: Desk, style: Style): readonly string[] =>
  altered.map(({ file, state }) => style.bad(`✗ ${file}, on which every covenant rests, ${ALTERED[state]}`));

const goneLines = (gone: readonly string[], style: Style): readonly string[] =>
  gone.map((file) => style.bad(`✗ published and gone: ${file}`));
