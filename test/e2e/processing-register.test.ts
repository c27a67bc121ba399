import { afterAll, beforeAll, expect, it } from "vitest";
import type { StaffRole } from "../../src/core/catalogue/party.ts";
import { GatewayError } from "../../src/core/errors.ts";
import { sha256Of } from "../../src/core/hash.ts";
import { canonicalize } from "../../src/core/ledger/canonical.ts";
import type { Activity, RegisterReport } from "../../src/core/register-of-processing/schema.ts";
import { createProcessingRegister } from "../../src/exchange/processing-register.ts";
import { eachDatabase } from "../support/databases.ts";
import * as documents from "../support/documents.ts";
import { newRef } from "../support/documents.ts";
import { runGateway, type RunningGateway } from "../support/running-gateway.ts";

const PATH = "/v1/reports/register";

eachDatabase("The register of processing", (under) => {
  let g: RunningGateway;
  /** As it was told on the first day, before anything was suspended. */
  let first: RegisterReport;
  let sentFields: ReadonlySet<string>;
  beforeAll(async () => {
    g = await runGateway(under);
    const debtHelp = await g.client("schuldhulp-bergendal");
    const of = await g.newTenant();
    const notice = documents.notice(of, newRef("K"));
    sentFields = new Set(Object.keys(notice.data));
    await debtHelp.send(notice);
    await debtHelp.send(documents.notice({ ...of, name: { ...of.name, lastName: "Niemand" } }, newRef("K")));
    const other = await g.newTenant({ facts: { earlySignalException: "huurder is verhuisd" } });
    await (await g.client("oosterpoort")).send(documents.handOver(other, newRef("D")));
    first = await report();
  });
  afterAll(() => g.close());

  const report = async (query = "", who = "staff-fg"): Promise<RegisterReport> =>
    (await (await g.client(who)).get(`${PATH}${query}`)) as RegisterReport;
  const rowsOf = ({ register }: RegisterReport, covenant: string): readonly Activity[] =>
    register.activities.filter((activity) => activity.covenant === covenant);
  const suspend = async (covenant: string, noun: "suspensions" | "resumptions"): Promise<void> => {
    const officer = await g.client("staff-privacy-officer");
    await officer.post(`/v1/covenants/${covenant}/${noun}`, { version: 1, reason: "uitgezocht" });
  };
  const exports = async (): Promise<readonly Record<string, unknown>[]> => {
    const { rows } = await g.database.pool.query<{ header: Buffer; officer: Buffer }>(
      "SELECT header, officer FROM ledger_opening WHERE kind = 'report.exported' ORDER BY at, entry_id",
    );
    return rows.map(({ header, officer }) => ({
      ...(JSON.parse(header.toString("utf8")) as object),
      officer: JSON.parse(officer.toString("utf8")) as unknown,
    }));
  };

  it("has a row for every clause that is in force, with its purpose, ground, data, terms and partners", async () => {
    const { covenants } = await g.composed.world.contracts.current();
    const signal = covenants.byId.get("bergendal-early-signal")![0]!.covenant;
    const rows = rowsOf(first, "bergendal-early-signal");
    expect(rows.map(({ clause }) => clause)).toEqual(signal.clauses.map(({ id }) => id));
    expect(rows[0]).toMatchObject({
      hash: signal.hash,
      standing: "in-force",
      purpose: { id: "early-debt-signalling" },
      basis: { id: "legal-duty", nl: "wettelijke verplichting" },
      law: ["AVG 6(1)(c)", "Wgs 3(1)(b)", "Besluit gsh 2"],
      from: "2026-01-01",
      lastDay: "2027-12-31",
      sources: ["oosterpoort"],
      recipients: ["gemeente-bergendal"],
      retention: { there: "6 maanden na het afwijzen van hulp" },
      statement: ["S-20", "S-43", "S-87"],
    });
    expect(rows[1]).toMatchObject({ sources: ["gemeente-bergendal"], recipients: ["oosterpoort"] });
    expect(first.register.controller).toMatchObject({
      party: "oosterpoort",
      phone: "(024) 399 55 55",
      address: "Atelierweg 12, Groesbeek",
    });
    expect(first.register.dataProtectionOfficers).toHaveLength(1);
    expect(first.version.sha256).toBe(sha256Of(canonicalize(first.register)));
    // A draft is no processing.
    expect(rowsOf(first, "signal-list-unwanted-behaviour")).toEqual([]);
  });

  it("tells the use of each clause, and the fields that never left", () => {
    const used = (covenant: string, clause: string) =>
      first.use.clauses.find((use) => use.covenant === covenant && use.clause === clause);
    const notices = first.use.clauses.filter(({ covenant }) => covenant === "bergendal-debt-help");
    expect(notices.reduce((sum, { allowed }) => sum + allowed, 0)).toBe(1);
    expect(notices.reduce((sum, { refused }) => sum + refused, 0)).toBe(1);
    const notice = notices.find(({ allowed }) => allowed === 1)!;
    expect(Date.parse(notice.lastUse!)).toBeLessThanOrEqual(g.clock.now());
    const row = first.register.activities.find(({ clause }) => clause === notice.clause)!;
    const releasable = row.data.flatMap(({ fields }) => fields.filter((field) => field.releasable));
    const names = releasable.map(({ name }) => name);
    expect(notice.neverReleased).toEqual(names.filter((name) => !sentFields.has(name)));
    expect(notice.neverReleased.length).toBeGreaterThan(0);
    expect(notice.neverReleased.length).toBeLessThan(names.length);
    const handOver = first.use.clauses.filter(({ covenant }) => covenant === "deurwaarder-collection");
    expect(handOver.reduce((sum, { held }) => sum + held, 0)).toBe(1);
    // Nobody signalled: nothing is told of its fields.
    expect(used("bergendal-early-signal", "early-debt-signalling/out/default")).toMatchObject({
      allowed: 0,
      refused: 0,
      held: 0,
      lastUse: null,
      neverReleased: [],
    });
  });

  it("marks what is suspended, and goes on saying what it said the day before", async () => {
    await g.moveTo("2026-11-25T09:00:00Z");
    await suspend("bergendal-early-signal", "suspensions");
    const now = await report();
    expect(rowsOf(now, "bergendal-early-signal").map(({ standing }) => standing)).toEqual(["suspended", "suspended"]);
    expect(now.version.number).toBe(first.version.number + 1);
    const before = await report("?on=2026-11-24");
    expect(before.version).toEqual(first.version);
    expect(before.register).toEqual(first.register);
    // The figures are those of that day's end, counted now.
    expect(before.use).toMatchObject({ until: "2026-11-24T23:00:00.000Z", clauses: first.use.clauses });
    expect(before.use.computedAt >= now.use.computedAt).toBe(true);

    await g.moveTo("2026-11-26T09:00:00Z");
    await suspend("bergendal-early-signal", "resumptions");
    await g.sweep();
    const { rows } = await g.database.pool.query<{ number: number; sha256: Buffer }>(
      "SELECT number, sha256 FROM processing_register ORDER BY number",
    );
    // Sweeping keeps a version when something changed, and only then.
    await g.sweep();
    expect(rows).toHaveLength(first.version.number + 2);
    expect(rows.at(-1)!.sha256.toString("hex")).toBe(first.version.sha256);
    expect((await report("?on=2026-11-25")).version).toEqual(now.version);
    expect((await report()).version.number).toBe(first.version.number + 2);
  });

  it.each([
    { name: "a day before the first version", query: "?on=2026-11-23", status: 404, code: "NOT_FOUND" },
    { name: "a day to come", query: "?on=2027-01-01", status: 400, code: "QUERY_INVALID" },
    { name: "what is no day", query: "?on=2026-02-30", status: 400, code: "QUERY_INVALID" },
    { name: "a form that there is not", query: "?format=pdf", status: 400, code: "QUERY_INVALID" },
  ])("has no answer for $name", async ({ query, status, code }) => {
    await expect(report(query)).rejects.toMatchObject({ problem: { status, code } });
  });

  it("records who was given which version, and gives nothing where that cannot be written", async () => {
    const told = (await exports()).at(-1);
    const seen = await report("?on=2026-11-24");
    const [entry, ...more] = (await exports()).slice(-1);
    expect(more).toEqual([]);
    expect(entry).not.toEqual(told);
    expect(entry).toMatchObject({
      kind: "report.exported",
      report: "register-of-processing",
      sha256: seen.version.sha256,
      officer: {
        actors: [{ role: "fg" }],
        details: { on: "2026-11-24", format: "json", version: seen.version.number },
      },
    });
    const { world } = g.composed;
    const append = (): Promise<void> => Promise.reject(new GatewayError("LEDGER_UNAVAILABLE", "no entry was written"));
    const broken = createProcessingRegister({ ...world, exchanges: { ...world.exchanges, append } });
    const party = (await world.contracts.current()).catalogue.parties.get("oosterpoort")!;
    const fg = { party, clientId: "x", scopes: new Set<string>(), person: "p-1", role: "fg" } as const;
    const asked = broken.registerOfProcessing(fg, { on: null, format: "md" });
    await expect(asked).rejects.toMatchObject({ code: "LEDGER_UNAVAILABLE" });
    expect((await g.audit()).findings).toEqual([]);
  });

  it("is for those who oversee", async () => {
    const { catalogue } = await g.composed.world.contracts.current();
    const party = catalogue.parties.get("oosterpoort")!;
    const ask = (role: StaffRole | null): Promise<unknown> =>
      g.composed.services.gateway.registerOfProcessing(
        { party, clientId: "x", scopes: new Set(), person: role === null ? null : "p-1", role },
        { on: null, format: "json" },
      );
    for (const role of ["privacy-officer", "deputy", "fg", "auditor"] as const) {
      await expect(ask(role)).resolves.toMatchObject({ format: "uitwisselpoort-register/1" });
    }
    for (const role of ["collections-lead", "approver", "operator", null] as const) {
      await expect(ask(role)).rejects.toMatchObject({ code: "SCOPE_MISSING" });
    }
    for (const who of ["staff-collections-lead", "schuldhulp-bergendal", "oosterpoort"]) {
      await expect(report("", who)).rejects.toMatchObject({ problem: { status: 403 } });
    }
  });

  it.each([
    { format: "md", type: "text/markdown", begins: "# Register van verwerkingsactiviteiten" },
    { format: "csv", type: "text/csv", begins: '\ufeff"peildatum";"register";' },
  ])("is printed as $format by query and by `Accept`", async ({ format, type, begins }) => {
    const headers = { authorization: `Bearer ${await g.token("staff-fg")}` };
    const asked = await g.fetch(`${PATH}?format=${format}`, { headers });
    const accepted = await g.fetch(PATH, { headers: { ...headers, accept: type } });
    for (const answer of [asked, accepted]) {
      expect(answer.headers.get("content-type")).toContain(type);
      const bytes = Buffer.from(await answer.arrayBuffer()).toString("utf8");
      expect(bytes.startsWith(begins)).toBe(true);
      expect(bytes).toContain("Vroegsignalering van huurachterstanden");
    }
  });

  it("never changes what was kept", async () => {
    for (const change of ["UPDATE processing_register SET use = '{}'", "DELETE FROM processing_register"]) {
      await expect(g.database.pool.query(change)).rejects.toMatchObject({ code: "UPIMM" });
    }
  });
});
