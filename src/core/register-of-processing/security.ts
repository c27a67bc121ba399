/** AVG 30(1)(g) and 32(1): the general description of measures, as this gateway keeps them for every covenant. */
export const SECURITY_MEASURES: readonly string[] = [
  "Elk bericht is ondertekend door de afzender en versleuteld voor de ontvanger (OpenPGP); de sleutels van partners liggen vast op hun vingerafdruk.",
  "Niets gaat door zonder ondertekend convenant: per veld is bepaald of het meegaat, wordt gegeneraliseerd of achterblijft; BSN en kopieën van identiteitsbewijzen worden altijd verwijderd.",
  "Persoonsgegevens in het register zijn versleuteld met een sleutel per persoon; wie is gewist, is dat ook in back-ups.",
  "De poort bewaart geen leesbare berichten en kan een eenmaal verzegeld pakket niet meer openen.",
  "Elke uitwisseling, ook een geweigerde, staat in een logboek waarin niets ongemerkt kan veranderen en dat buitenstaanders kunnen controleren.",
  "Programma's en medewerkers melden zich met een eigen sleutel; rollen bepalen wat iemand mag, inzage in aangehouden tekst wordt vastgelegd en waar het convenant dat vraagt, beslissen twee mensen.",
  "Termijnen voor bewaren en vernietigen worden door het systeem bewaakt; sleutels worden gewisseld met overlap.",
];
