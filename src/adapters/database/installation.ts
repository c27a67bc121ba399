import { GatewayError } from "../../core/errors.ts";
import type { Instant } from "../../core/ids.ts";
import type { Database } from "./database.ts";
import { guarded } from "./transient.ts";

/** Whose database this is. */
export interface Installation {
  readonly environment: string;
  readonly ledgerOrigin: string;
}

/** A database from before there was such a row says by its checkpoint whose ledger it holds. */
const CLAIM = `INSERT INTO installation (environment, ledger_origin, made_at)
  SELECT $1, $2, $3::timestamptz WHERE NOT EXISTS
    (SELECT FROM ledger_state WHERE checkpoint IS NOT NULL AND split_part(checkpoint, E'\\n', 1) <> $2)
  ON CONFLICT DO NOTHING`;
const READ = `SELECT environment, ledger_origin AS "ledgerOrigin" FROM installation`;

type Pooled = Pick<Database, "pool">;

/**
 * Writes at the first start whose database this is, and compares it at every other: pretend keys never meet a real
 * register, and no ledger goes on under two names. The database is migrated. Throws INSTALLATION_OTHER.
 */
export async function claimInstallation(
  { pool }: Pooled,
  { now, ...wanted }: Installation & { readonly now: Instant },
): Promise<void> {
  const found = await guarded(async () => {
    await pool.query(CLAIM, [wanted.environment, wanted.ledgerOrigin, new Date(now)]);
    return (await pool.query<Installation>(READ)).rows[0];
  });
  requireSame(found ?? { environment: wanted.environment, ledgerOrigin: null }, wanted);
}

/** The same before any migration, so that another's database is not changed either; passes one that nobody has yet. */
export async function refuseOtherInstallation({ pool }: Pooled, wanted: Installation): Promise<void> {
  const found = await guarded(async () => {
    const { rows } = await pool.query<{ made: boolean }>(
      "SELECT to_regclass('public.installation') IS NOT NULL AS made",
    );
    return rows[0]?.made === true ? (await pool.query<Installation>(READ)).rows[0] : undefined;
  });
  if (found !== undefined) requireSame(found, wanted);
}

function requireSame(
  found: { readonly environment: string; readonly ledgerOrigin: string | null },
  wanted: Installation,
): void {
  if (found.environment !== wanted.environment) throw other("GATEWAY_MODE", "another environment");
  if (found.ledgerOrigin !== wanted.ledgerOrigin) throw other("GATEWAY_LEDGER_ORIGIN", "another ledger");
}

const other = (setting: string, whose: string): GatewayError =>
  new GatewayError("INSTALLATION_OTHER", `this database belongs to ${whose}`, {
    at: setting,
    remedy: `name a database of this installation's own in DATABASE_URL, or set ${setting} to what it was`,
  });
