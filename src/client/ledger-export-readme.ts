import type { OpenedCheckpoint } from "../core/ledger/checkpoint.ts";
import { BUNDLE_LEVEL, tileIn, tilePath } from "../core/ledger/tile-path.ts";

/** How to check an export without any software of ours. The commands are run by a test. */
export function exportReadme({ origin, size }: Pick<OpenedCheckpoint, "origin" | "size">): string {
  return `# A copy of the log ${origin}, ${size} entries

\`checkpoint\` is what the log signed (C2SP signed-note, tlog-checkpoint), \`tile/\` its entries and hashes (C2SP tlog-tiles, RFC 6962),
\`vkey\` the log's key and \`policy\` whose cosignatures were asked for (C2SP tlog-policy). The key is only worth what it was compared with:
the covenant's annex, or what the corporation gave you by another way.

The entries hold no personal data: each is a salted commitment of 61 bytes.

## With the gateway's own command

\`\`\`
gateway ledger audit --folder . --policy policy
\`\`\`

## With openssl and sha256sum

\`\`\`sh
work="$(mktemp -d)"
# The signed text is all before the empty line; the signature is the last 64 bytes of the log's own line.
sed '/^$/,$d' checkpoint > "$work/checkpoint.text"
grep -F -- "— $(cut -d+ -f1 vkey) " checkpoint | head -n 1 | cut -d' ' -f3 | base64 -d | tail -c 64 > "$work/checkpoint.signature"
# An Ed25519 key in DER: twelve fixed bytes and the last 32 of the vkey.
{ printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000'; cut -d+ -f3- vkey | base64 -d | tail -c 32; } > "$work/log.der"
openssl pkeyutl -verify -rawin -pubin -keyform DER -inkey "$work/log.der" -sigfile "$work/checkpoint.signature" -in "$work/checkpoint.text"
${leafCheck(size)}\`\`\`

## With other software

Any verifier of C2SP tlog-tiles logs reads this folder once it is served over HTTP, such as by \`python3 -m http.server\`.
`;
}

function leafCheck(size: number): string {
  if (size === 0) return "";
  const bundle = tilePath(tileIn(size, { level: BUNDLE_LEVEL, n: 0 }));
  const hashes = tilePath(tileIn(size, { level: 0, n: 0 }));
  return `# The first entry's hash, SHA-256 of a zero byte and the entry, is the first in its tile: both lines are the same.
{ printf '\\000'; tail -c +3 ${bundle} | head -c 61; } | sha256sum | cut -d' ' -f1
head -c 32 ${hashes} | od -An -v -tx1 | tr -d ' \\n'; echo
`;
}
