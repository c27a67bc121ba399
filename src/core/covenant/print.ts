import type { Transform } from "../catalogue/types.ts";

/** As a clause writes it: `month`, `lastMonths(12)`. */
export const printTransform = ({ id, months }: Transform): string => (months === undefined ? id : `${id}(${months})`);
