import { diffCovenants } from "../../core/covenant/diff.ts";
import { readVersionName } from "../../core/covenant/desk.ts";
import {
  publishFindings,
  takenOver,
  versionBefore,
  type Publication,
  type PublishFinding,
} from "../../core/covenant/publish.ts";
import { isSet, positional } from "../call-values.ts";
import { cleanText } from "../clean.ts";
import type { Call, Command, Result } from "../command.ts";
import { certificatesOf, contractsFolder, CONTRACTS, nameOf, overlayOf, SANDBOX } from "../contract-desk.ts";
import { EXIT } from "../exit-codes.ts";
import type { Style } from "../style.ts";
import type { PublicationRead } from "../toolbox.ts";
import { UsageError } from "../usage-error.ts";
import { diffLines } from "./contract-diff.ts";

const FORMAT = "uitwisselpoort-publish/1";

export const contractPublish: Command = {
  name: "contract publish",
  group: "covenants",
  says: "put a signed version into force: every running gateway takes it up; refuses with all that is amiss",
  profile: false,
  arguments: [{ name: "VERSION", says: "one version, as ID@2" }],
  options: {
    ...CONTRACTS,
    "certificates": {
      type: "string",
      value: "FOLDER",
      says: "certificates to check signatures with; or set GATEWAY_CERTIFICATES_DIR",
    },
    ...SANDBOX,
    "allow-gap": { type: "boolean", says: "let days pass between the version before and this one" },
    "take-over": { type: "boolean", says: "let it replace a version that has not ended, from its own first day on" },
    "yes": { type: "boolean", says: "do not ask, also where it widens" },
  },
  examples: [
    "gateway contract publish bergendal-early-signal@2",
    "gateway contract publish contractor-repairs@2 --take-over --yes",
  ],
  async run(call) {
    const read = await readVersion(call);
    const { publication } = read;
    const { covenant, hash, file } = publication;
    const before = versionBefore(publication);
    const changes = before === null ? [] : diffCovenants(before, covenant);
    // A first version has nothing to be compared with: all of it is new.
    const widens = before === null || changes.some(({ reach }) => reach === "wider");
    const findings = publishFindings({
      publication,
      allowGap: isSet(call, "allow-gap"),
      takeOver: isSet(call, "take-over"),
      now: call.toolbox.now(),
    });
    const title = `${before === null ? "nothing" : nameOf(before)} → ${nameOf(covenant)}`;
    const diff = before === null ? [] : diffLines(changes, { title, desk: read, style: call.style });
    const json = { format: FORMAT, covenant: nameOf(covenant), hash, widens, changes, findings };
    if (findings.length > 0) return refused(call, { findings, json, shown: diff });
    const shown = [...diff, ...takeOverLines(publication, call.style)];
    if (!(await isAgreed(call, { widens, shown }))) {
      const text = [...shown, call.style.warn("not published: it widens; say so with --yes")];
      return { exitCode: EXIT.difference, json: { ...json, published: false }, text };
    }
    await call.toolbox.publication.record(contractsFolder(call), { file, hash });
    const done = `✓ ${nameOf(covenant)} is published; running gateways take it up within a second`;
    return { exitCode: EXIT.ok, json: { ...json, published: true }, text: [...shown, call.style.good(done)] };
  },
};

function takeOverLines(publication: Publication, style: Style): readonly string[] {
  const { kind } = publication.covenant;
  return takenOver(publication).map((version) =>
    style.warn(
      kind === "accession"
        ? `! it takes over from version ${version} for each party that signs it: every other one stays on version ${version}`
        : `! it takes over from version ${version}, which has not ended, from its own first day on`,
    ),
  );
}

async function readVersion(call: Call): Promise<PublicationRead> {
  const name = readVersionName(positional(call, 0));
  if (name?.version == null) throw new UsageError("this names no version", "write it as ID@2");
  const read = await call.toolbox.publication.read(
    { folder: contractsFolder(call), overlay: overlayOf(call), certificates: certificatesOf(call) },
    { id: name.id, version: name.version },
  );
  if (read === null) throw new UsageError("there is no such version", "see `gateway contract check` for what there is");
  return read;
}

/** What widens is asked for on a terminal; a script says `--yes`. */
async function isAgreed(
  call: Call,
  { widens, shown }: { readonly widens: boolean; readonly shown: readonly string[] },
): Promise<boolean> {
  if (!widens || isSet(call, "yes")) return true;
  if (!call.toolbox.input.isTerminal) return false;
  for (const line of shown) call.note(line);
  const answer = await call.toolbox.input.ask("It lets more through than before. Publish it? [y/N] ");
  return /^(y|yes|j|ja)$/i.test(answer.trim());
}

interface Refused {
  readonly findings: readonly PublishFinding[];
  readonly json: Result["json"];
  readonly shown: readonly string[];
}

function refused({ style }: Call, { findings, json, shown }: Refused): Result {
  const broken = findings.some(({ code }) => code === "SIGNATURE_WRONG");
  const lines = findings.map(({ code, at, message, remedy }) =>
    cleanText(`${style.bad(code)} ${at}: ${message}; ${remedy}`),
  );
  return {
    exitCode: broken ? EXIT.broken : EXIT.failed,
    json: { ...json, published: false },
    text: [...shown, ...lines, style.bad("✗ not published; nothing was changed")],
  };
}
