import process from "node:process";
import type pg from "pg";
import type { Composed } from "../../src/compose.ts";

/** Where a process is to die: at the n-th crossing of a boundary, counted from the moment the trap is set. */
export interface Trap {
  /** `port.function` of the world, or a step of `STATEMENTS`. */
  readonly boundary: string;
  /** `during`: the call was made and nothing of its answer was seen. */
  readonly when: "before" | "during" | "after";
  readonly nth: number;
}

type Call = (...given: unknown[]) => unknown;
type Ports = Record<string, Record<string, unknown>>;

/** Statements that matter by themselves; the first that fits gives the name. */
const STATEMENTS: readonly (readonly [RegExp, string])[] = [
  [/^WITH taken AS/, "sequencer.take"],
  [/INSERT INTO ledger_entry/, "sequencer.entries"],
  [/INSERT INTO ledger_tile/, "sequencer.tiles"],
  [/UPDATE ledger_state SET size/, "sequencer.state"],
  [/UPDATE ledger_state SET checkpoint/, "sequencer.checkpoint"],
  [/SELECT commit_(exchange|answered)/, "statement.commit"],
  [/INSERT INTO parcel_chunk/, "statement.chunk"],
  [/append_ledger\(\$3/, "statement.fetched"],
];
/** The COMMIT that ends a transaction with this step gets this name. */
const ENDED_BY: ReadonlyMap<string, string> = new Map([
  ["sequencer.state", "sequencer.batch"],
  ["sequencer.checkpoint", "sequencer.publish"],
]);

export interface Traps {
  set(trap: Trap): void;
  /** Every function of every port, in place: the path calls them through the world each time. */
  aroundPorts(composed: Composed): void;
  /** Every statement of every connection. */
  aroundStatements(pool: pg.Pool): void;
}

/** SIGKILL to ourselves: nothing is closed, flushed or said. */
export function createTraps(): Traps {
  let trap: Trap | null = null;
  let left = 0;

  function cross(boundary: string, when: Trap["when"]): void {
    if (trap?.boundary !== boundary || trap.when !== when) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, "SIGKILL");
  }

  function around(boundary: string, call: Call): Call {
    return (...given) => {
      cross(boundary, "before");
      const answer = call(...given);
      setImmediate(() => cross(boundary, "during"));
      if (answer instanceof Promise) return answer.finally(() => cross(boundary, "after"));
      cross(boundary, "after");
      return answer;
    };
  }

  function aroundAll(ports: Ports, names: readonly string[]): void {
    for (const name of names) {
      const port = ports[name] ?? {};
      for (const [member, value] of Object.entries(port)) {
        if (typeof value === "function") port[member] = around(`${name}.${member}`, value.bind(port) as Call);
      }
    }
  }

  return {
    set(next) {
      trap = next;
      left = next.nth;
    },
    aroundPorts({ world, services, keyring }) {
      aroundAll(keyring as unknown as Ports, ["ledger"]);
      aroundAll(world as unknown as Ports, ["contracts", "seals", "register", "exchanges", "holds", "ledger"]);
      aroundAll(services as unknown as Ports, ["idempotency", "tokens"]);
    },
    aroundStatements(pool) {
      const patched = new WeakSet();
      const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
      const patchedConnect = async (): Promise<pg.PoolClient> => {
        const client = await connect();
        if (!patched.has(client)) nameStatements(client, around);
        patched.add(client);
        return client;
      };
      Object.assign(pool, { connect: patchedConnect });
    },
  };
}

function nameStatements(client: pg.PoolClient, around: (boundary: string, call: Call) => Call): void {
  const query = client.query.bind(client) as Call;
  let last = "";
  const named: Call = (...given) => {
    const text = textOf(given[0]);
    const step =
      text === "COMMIT" ? (ENDED_BY.get(last) ?? "") : (STATEMENTS.find(([like]) => like.test(text))?.[1] ?? "");
    if (text === "BEGIN" || text === "COMMIT") last = "";
    if (ENDED_BY.has(step)) last = step;
    return step === "" ? query(...given) : around(step, query)(...given);
  };
  Object.assign(client, { query: named });
}

function textOf(statement: unknown): string {
  if (typeof statement === "string") return statement;
  return (statement as { readonly text?: string }).text ?? "";
}
