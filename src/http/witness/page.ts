import type { Instant } from "../../core/ids.ts";
import { rfc3339 } from "../../core/instants.ts";
import { originHash, remembered, type WitnessedLog, type WitnessKey, witnessVkey } from "../../core/ledger/witness.ts";

/** What a person reads who opens the witness's address, as plain text in the words of the officer's console. */
export function witnessPage({ key, logs }: { key: WitnessKey; logs: readonly WitnessedLog[] }): string {
  const vkey = witnessVkey(key);
  return [
    `Getuige ${key.name}`,
    "",
    "Deze getuige medeondertekent de stand van een logboek, en alleen een stand die op de vorige voortbouwt.",
    "Vergelijk de stand hieronder met die van het logboek zelf, en met die van andere getuigen.",
    "",
    "Sleutel van deze getuige",
    `  ${vkey}`,
    "",
    logs.length === 0 ? "Er wordt nog geen logboek gevolgd." : "Gevolgde logboeken",
    ...logs.flatMap((log) => logLines(log, vkey)),
    "",
  ].join("\n");
}

function logLines(log: WitnessedLog, vkey: string): readonly string[] {
  const { size, time } = remembered(log, vkey);
  const last =
    log.note === null
      ? ["  nog niets medeondertekend"]
      : [
          `  aantal vermeldingen     ${size}`,
          `  laatst medeondertekend  ${rfc3339((time * 1000) as Instant)}`,
          `  de laatste stand        /${originHash(log.origin)}/checkpoint`,
        ];
  return ["", `  ${log.origin}`, ...last, `  sleutel                 ${log.vkey}`];
}
