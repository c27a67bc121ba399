import type { OpenApi, Operation } from "../openapi/document.ts";
import { PROBLEM_KINDS } from "../problem.ts";
import { html, page, type Html } from "./page.ts";

const METHODS = ["get", "post", "put"] as const;

interface Listed {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** Every call of the document, by its tag. */
export function docsPage(document: OpenApi): string {
  const listed = listedIn(document);
  const tags = document.tags.map(({ name }) => {
    const calls = listed.filter(({ operation }) => operation.tags.includes(name)).map(call);
    return html`<h2>${name}</h2>
      ${calls}`;
  });
  return page(
    "Uitwisselpoort: the API",
    html`<h1>Uitwisselpoort: the API</h1>
      <p>
        Machines read <a href="/v1/openapi.json"><code>/v1/openapi.json</code></a
        >; problems are explained at <a href="/docs/problems">/docs/problems</a>.
      </p>
      ${tags}`,
  );
}

function listedIn(document: OpenApi): readonly Listed[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => method in item).map((method) => ({
      method: method.toUpperCase(),
      path: "servers" in item ? path : `/v1${path}`,
      operation: item[method] as Operation,
    })),
  );
}

function call({ method, path, operation }: Listed): Html {
  const statuses = Object.entries(operation.responses).map(
    ([status, response]) =>
      html`<tr>
        <td><code>${status}</code></td>
        <td>${response.description}</td>
      </tr>`,
  );
  const scopes = operation.security.flatMap((one) => Object.values(one).flat()).join(" or ");
  const parameters = operation.parameters.map(({ name }) => name).join(", ");
  return html`<article id="${operation.operationId}">
    <h3><code>${method} ${path}</code></h3>
    <p>${operation.summary}.</p>
    <p>
      Callers:
      ${operation["x-callers"]}${scopes === "" ? "" : `, with ${scopes}`}.${parameters === "" ? "" : ` Parameters: ${parameters}.`}
    </p>
    <table>
      ${statuses}
    </table>
  </article>`;
}

/** Where the `type` of every problem document points. */
export function problemsPage(): string {
  const rows = Object.entries(PROBLEM_KINDS)
    .filter(([, { status }]) => status !== 500)
    .map(
      ([code, { status, title, next, retryAfterSeconds }]) =>
        html`<tr id="${code}">
          <td><code>${code}</code></td>
          <td>${status}</td>
          <td>${title}</td>
          <td>${next}</td>
          <td>${retryAfterSeconds === undefined ? "no" : "yes"}</td>
        </tr>`,
    );
  return page(
    "Uitwisselpoort: problems",
    html`<h1>Problems</h1>
      <p>
        Every refusal of a request is a problem document (RFC 9457) with one of these codes. A 500 has none: tell the
        operator its <code>requestId</code>.
      </p>
      <table>
        <tr>
          <th>code</th>
          <th>status</th>
          <th>what happened</th>
          <th>what to do</th>
          <th>retryable</th>
        </tr>
        ${rows}
      </table>`,
  );
}
