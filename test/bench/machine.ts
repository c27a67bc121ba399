import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";

/** Clock ticks a second in /proc, on every Linux that Node runs on. */
const TICK_MS = 10;

/** What the figures were measured on; without it two runs cannot be compared. */
export function machineFacts() {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    loadAverage: loadavg().map((value) => Number(value.toFixed(2))),
    gpg: gpgVersion(),
  };
}

export function gpgVersion(): string | null {
  const probe = spawnSync("gpg", ["--version"], { encoding: "utf8" });
  return probe.status === 0 ? (/\d+\.\d+\.\d+/.exec(probe.stdout)?.[0] ?? null) : null;
}

/** CPU time of every PostgreSQL process of this machine so far; `null` where it cannot be told. */
export function serverCpuMs(): number | null {
  let ticks = 0;
  try {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) ticks += ticksOf(pid);
  } catch {
    return null;
  }
  return ticks * TICK_MS;
}

function ticksOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    if (!stat.includes("(postgres)")) return 0;
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return 0; // it ended meanwhile
  }
}
