import { REGISTER_FORMAT, type RegisterReport } from "../../core/register-of-processing/schema.ts";

const municipality = {
  name: "Gemeente Berg en Dal",
  email: "schulden@bergendal.example",
  phone: null,
  address: null,
};
const office = { phone: "(024) 399 55 55", address: "Atelierweg 12, Groesbeek" };

/** One clause, as the document of the API shows it. */
export const exampleReport: RegisterReport = {
  format: REGISTER_FORMAT,
  on: "2026-11-22",
  version: { number: 3, madeAt: "2026-11-20T08:00:00.000Z", sha256: "5e".repeat(32) },
  register: {
    format: REGISTER_FORMAT,
    controller: {
      party: "oosterpoort",
      name: "Oosterpoort Wonen",
      email: "privacy@oosterpoort.example",
      ...office,
    },
    dataProtectionOfficers: [{ name: "jansen", email: "privacy@oosterpoort.example", ...office }],
    jointControllers: [],
    activities: [
      {
        covenant: "bergendal-early-signal",
        version: 1,
        hash: "4f".repeat(32),
        title: "Vroegsignalering van huurachterstanden met de gemeente Berg en Dal",
        kind: { id: "covenant", nl: "convenant" },
        source: "C-06",
        clause: "early-debt-signalling/out/default",
        standing: "in-force",
        from: "2026-01-01",
        lastDay: "2027-12-31",
        purpose: { id: "early-debt-signalling", nl: "vroegsignalering" },
        basis: { id: "legal-duty", nl: "wettelijke verplichting" },
        law: ["AVG 6(1)(c)", "Wgs 3(1)(b)"],
        article9: null,
        article10: null,
        direction: { id: "out", nl: "verstrekken" },
        dataSubjects: ["huurders en anderen die de corporatie al kent"],
        data: [
          {
            category: { id: "arrears", nl: "achterstand en schuldhulp" },
            fields: [
              {
                name: "arrearsAmount",
                nl: "hoogte achterstand",
                leg: "document",
                transform: "pass",
                sensitivity: { id: "S", nl: "gevoelig" },
                releasable: true,
                conditional: false,
              },
            ],
          },
        ],
        sources: ["oosterpoort"],
        recipients: ["gemeente-bergendal"],
        partners: [
          {
            party: "gemeente-bergendal",
            ...municipality,
            role: { id: "authority", nl: "overheidsinstantie" },
            standing: "in-force",
            outsideEea: false,
            mechanisms: [],
          },
        ],
        consent: "niet gevraagd",
        approval: null,
        inform: "door de privacyverklaring",
        retention: { here: "2 jaar na de afwikkeling", there: "6 maanden na het afwijzen van hulp" },
        dpia: null,
        jointArrangement: null,
        lawCheckedOn: "2026-06-01",
        statement: ["S-20", "S-43"],
      },
    ],
    processors: [],
    security: ["Elk bericht is ondertekend door de afzender en versleuteld voor de ontvanger."],
  },
  use: {
    computedAt: "2026-11-22T10:00:00.000Z",
    from: "2025-11-22T10:00:00.000Z",
    until: "2026-11-22T10:00:00.000Z",
    clauses: [
      {
        covenant: "bergendal-early-signal",
        version: 1,
        clause: "early-debt-signalling/out/default",
        allowed: 12,
        refused: 3,
        held: 1,
        lastUse: "2026-11-19T13:05:00.000Z",
        neverReleased: [],
      },
    ],
    withoutClause: { refused: 2, held: 0 },
  },
};
