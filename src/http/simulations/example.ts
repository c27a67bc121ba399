import type { SimulationView } from "../../core/covenant/simulation.ts";

/** One field more, as the document of the API shows it. */
export const exampleSimulation: SimulationView = {
  format: "uitwisselpoort-simulation/1",
  covenant: { id: "bergendal-early-signal", version: 2, hash: "4f".repeat(32) },
  since: "2026-10-23T10:00:00.000Z",
  complete: true,
  judged: 3_204,
  changed: 1,
  changes: { widened: 1, refused: 0, held: 0, limited: 0, unknown: 0 },
  fields: [{ field: "birthDate", before: "withheld", after: "released", count: 1 }],
  untold: [],
  examples: [
    {
      exchangeId: "019a9c3e-0f00-7a11-8b22-0123456789ab",
      change: "widened",
      before: "allow",
      after: "allow",
      fields: ["birthDate"],
      because: [],
    },
  ],
};
