import type { RegisterChange } from "../../ports/register-writer.ts";
import { mustTouch, type Client } from "./transaction.ts";

type CovenantChange = Extract<RegisterChange, { readonly version: number }>;
type PartyChange = Extract<RegisterChange, { readonly kind: "party.suspended" | "party.resumed" }>;
export type StandingChange = CovenantChange | PartyChange;

/** Suspends, resumes or ends a covenant version or a party, and moves every version that rests on it. */
export async function writeStanding(client: Client, change: StandingChange): Promise<void> {
  if (!("covenant" in change)) return writeParty(client, change);
  const { covenant, version } = change;
  const key = [covenant, version, change.party ?? "", new Date(change.at)];
  if (change.kind === "covenant.resumed") {
    await mustTouch(client, {
      text: `UPDATE covenant_state SET status = 'active', since = $4
        WHERE covenant = $1 AND version = $2 AND party = $3 AND status = 'suspended' RETURNING covenant`,
      values: key,
    });
  } else {
    // What has ended stays ended: a new version is signed anew.
    await mustTouch(client, {
      text: `INSERT INTO covenant_state AS s (covenant, version, party, since, status) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (covenant, version, party) DO UPDATE SET status = excluded.status, since = excluded.since
        WHERE s.status <> 'ended' AND s.status <> excluded.status RETURNING covenant`,
      values: [...key, change.kind === "covenant.ended" ? "ended" : "suspended"],
    });
  }
  await client.query(
    `INSERT INTO covenant_version_state AS s (covenant, version, state_version) VALUES ($1, $2, 1)
     ON CONFLICT (covenant, version) DO UPDATE SET state_version = s.state_version + 1`,
    [covenant, version],
  );
}

async function writeParty(client: Client, { kind, party, at }: PartyChange): Promise<void> {
  const status = kind === "party.suspended" ? "suspended" : "active";
  await mustTouch(client, {
    text: `INSERT INTO party_state AS s (party, status, since) SELECT $1, $2, $3
        WHERE $2 = 'suspended' OR EXISTS (SELECT 1 FROM party_state WHERE party = $1)
      ON CONFLICT (party) DO UPDATE SET status = excluded.status, since = excluded.since
        WHERE s.status <> excluded.status RETURNING party`,
    values: [party, status, new Date(at)],
  });
  // A party may stand in any version, as a name or as one of those that joined; in one order, so that two do not lock.
  await client.query(
    `UPDATE covenant_version_state s SET state_version = s.state_version + 1
      FROM (SELECT covenant, version FROM covenant_version_state ORDER BY covenant, version FOR UPDATE) AS every
      WHERE s.covenant = every.covenant AND s.version = every.version`,
  );
}
