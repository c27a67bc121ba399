import { createHash } from "node:crypto";

const STYLE = `
:root{color-scheme:light dark;--line:light-dark(#d5dbe1,#3a434c);--quiet:light-dark(#4c5864,#a9b4bf)}
body{font:16px/1.55 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1.25rem}
h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:2.5rem;text-transform:capitalize}
code{font:0.9em ui-monospace,monospace}
article{border-top:1px solid var(--line);padding:.75rem 0}
article h3{font-size:1rem;margin:0 0 .25rem}article p{margin:.25rem 0;color:var(--quiet)}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-top:1px solid var(--line)}
:target{outline:2px solid;outline-offset:4px}
`;
const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");

/** One style, known by its hash; no script, picture, font or frame. */
export const PAGE_CSP = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** HTML that is safe as it stands; made only by `html` below. */
export interface Html {
  readonly html: string;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

type Part = string | number | Html | readonly Html[];

/** Every value is escaped, save what `html` made itself. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: texts.map((text, at) => text + printed(parts[at] ?? "")).join("") };
}

function printed(part: Part): string {
  if (typeof part === "string" || typeof part === "number") {
    return String(part).replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? "");
  }
  return "html" in part ? part.html : part.map((one) => one.html).join("");
}

export function page(title: string, body: Html): string {
  const head = html`<meta charset="utf-8" /><meta name="viewport" content="width=device-width" /><title>
      ${title}
    </title>`;
  return `<!doctype html>\n<html lang="en"><head>${head.html}<style>${STYLE}</style></head><body>${body.html}</body></html>\n`;
}
