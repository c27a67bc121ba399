import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node } from "yaml";

import { problemAt, refuseProblems, type Path, type Problem, type Source } from "../../core/catalogue/source.ts";
import type { ErrorCode } from "../../core/errors.ts";

/** The longest file of ours is a tenth of this; more is a mistake or an attack on the reader. */
const FILE_BYTES_MAX = 512 * 1024;
const DEPTH_MAX = 20;
const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

export interface YamlFile {
  /** As printed in errors. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** What a bad file is called: `CATALOGUE_MALFORMED` or `COVENANT_MALFORMED`. */
  readonly code: ErrorCode;
}

/**
 * Reads one YAML file (core schema, so dates stay text) to plain data with a line for every part. Refuses duplicate keys, anchors and aliases,
 * tags, several documents, keys aimed at prototypes, depth and oversize, with file, line and remedy.
 */
export function parseYaml({ file, bytes, code }: YamlFile): Source {
  const refuse = (line: number, message: string, remedy: string): never => {
    refuseProblems(code, [{ at: `${file}:${line}`, message, remedy }]);
    throw new Error("unreachable: a problem always refuses");
  };
  if (bytes.byteLength > FILE_BYTES_MAX) return refuse(1, "the file is larger than 512 KB", "split it");
  const text = decode(bytes);
  if (text === null) return refuse(1, "the file is not UTF-8", "save it as UTF-8");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: "core", uniqueKeys: true, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const duplicate = error.code === "DUPLICATE_KEY";
    const message = duplicate ? "a key stands here a second time" : "the file is no YAML";
    return refuse(
      lines.linePos(error.pos[0]).line,
      message,
      duplicate ? "keep one of the two" : "correct the indentation or quoting",
    );
  }
  const source = { file, lineOf: (path: Path) => lineOf(document, path, lines), data: null };
  refuseProblems(code, forbiddenParts(document, lines, source));
  return { ...source, data: document.toJS({ maxAliasCount: 0 }) as unknown };
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function forbiddenParts(document: Document.Parsed, lines: LineCounter, source: Source): Problem[] {
  const problems: Problem[] = [];
  const tell = (node: Node | null, message: string, remedy: string) => {
    const line = lines.linePos(node?.range?.[0] ?? 0).line;
    problems.push({ at: `${source.file}:${line}`, message, remedy });
  };
  visit(document, {
    Node: (_key, node, path) => {
      if (isAlias(node) || node.anchor !== undefined) tell(node, "an anchor or alias", "write the value out");
      else if (node.tag !== undefined) tell(node, "a tag", "write the value without a tag");
      if (path.length > DEPTH_MAX * 2) {
        tell(node, "the file is too deep", "nest less");
        return visit.BREAK;
      }
      return undefined;
    },
    Pair: (_key, pair) => {
      const key = pair.key as Node | null;
      if (!isScalar(key) || typeof key.value !== "string") {
        tell(key ?? document.contents, "a key that is no text", "put the key between quotes");
      } else if (FORBIDDEN_KEYS.has(key.value)) tell(key, "a key that no file may have", "remove it");
      return undefined;
    },
  });
  if (document.contents === null)
    problems.push(problemAt(source, [], { message: "the file is empty", remedy: "fill or remove it" }));
  return problems;
}

/** Line of the deepest part of the path that exists: the key of a map, the item of a list. */
function lineOf(document: Document.Parsed, path: Path, lines: LineCounter): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range[0] ?? 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === part);
      if (pair === undefined) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof part === "number") {
      const item = node.items[part] as Node | undefined;
      if (item === undefined) break;
      offset = item.range?.[0] ?? offset;
      node = item;
    } else break;
  }
  return lines.linePos(offset).line;
}
