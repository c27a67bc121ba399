import type { Value } from "../../document/types.ts";
import { isList } from "../shape.ts";
import { viewOf } from "../view.ts";
import type { Transformation } from "./context.ts";

export const NEEDS = ["gelijkvloers", "rollator", "rolstoel", "begeleid wonen", "geen"] as const;
type Need = (typeof NEEDS)[number];

/** What a code of these lists asks of a home; a code that is not here says nothing that may be passed on. */
const NEED_OF_CODE: Readonly<Record<string, Need>> = {
  "VOORRANGDETAILSOORT.GEL": "gelijkvloers",
  "VOORRANGDETAILSOORT.ROL": "rollator",
  "VOORRANGDETAILSOORT.RST": "rolstoel",
  "VOORRANGDETAILSOORT.SER": "begeleid wonen",
  "AANVULLENDEDOELGROEP.ZIN": "begeleid wonen",
};

/** Words of a narrative, the most demanding need first. */
const NEED_OF_WORDS: readonly (readonly [Need, RegExp])[] = [
  ["rolstoel", /\brolstoel/g],
  ["rollator", /\brollator/g],
  ["gelijkvloers", /\b(?:gelijkvloers|begane grond|benedenwoning|traplopen|trappen lopen|zonder trap)/g],
  ["begeleid wonen", /\b(?:begeleid|beschermd)e? wonen\b/g],
];

/** "geen rolstoel": the word is denied just before. What cannot be done (traplopen) is a need because it is denied. */
const DENIED = /\b(?:geen|niet|zonder)\s+(?:\w{1,20}\s+)?$/;

/**
 * Medical code or narrative → what the home must offer: `gelijkvloers`, `rollator`, `rolstoel`, `begeleid wonen`, `geen`. One word,
 * the most demanding; of the narrative nothing else remains. Where no need can be read nothing is given, not even `geen`.
 */
export const need: Transformation = (value, { shape }) => {
  const values = isList(value) ? value : [value];
  const needs = values.map((item) => needOf(item, shape.codeList)).filter((one) => one !== undefined);
  const order: readonly Need[] = ["rolstoel", "rollator", "gelijkvloers", "begeleid wonen", "geen"];
  return order.find((one) => needs.includes(one));
};

function needOf(value: Value, codeList: string | null): Need | undefined {
  if (typeof value !== "string") return undefined;
  const text = viewOf(value).text.toLowerCase().trim();
  const exact = NEEDS.find((one) => one === text);
  if (exact !== undefined) return exact;
  if (codeList !== null) return NEED_OF_CODE[value.includes(".") ? value : `${codeList}.${value}`];
  return NEED_OF_WORDS.find(([, words]) => isAsked(text, words))?.[0];
}

function isAsked(text: string, words: RegExp): boolean {
  return [...text.matchAll(words)].some((match) => {
    const before = text.slice(Math.max(0, match.index - 30), match.index);
    return match[0].startsWith("trap") || !DENIED.test(before);
  });
}
