import type { TransformId } from "../catalogue/types.ts";
import type { Shape } from "./shape.ts";
import { band, incomeClass, round50, sizeClass } from "./transforms/amounts.ts";
import type { Transformation } from "./transforms/context.ts";
import { adult, ageBand, month, year } from "./transforms/dates.ts";
import { blob, docRef, idDate, kindAndStatus, statusOnly } from "./transforms/documents.ts";
import { count, flag, lastMonths, monthTotals } from "./transforms/lists.ts";
import { maskIban } from "./transforms/masks.ts";
import { need } from "./transforms/need.ts";
import { initials, initialsLastName, phoneOnly, pseudo, roleAgeBand, roleBirthDate } from "./transforms/people.ts";
import { municipality, pc4 } from "./transforms/places.ts";
import { codeOnly, drop, parentCode, pass, redact, redactBsn } from "./transforms/texts.ts";

/** Every transform of domain.md §0.3 and design §12.1. A mutant that puts another function in one place must be seen. */
export const TRANSFORMS: Readonly<Record<TransformId, Transformation>> = {
  pass,
  drop,
  pseudo,
  initials,
  year,
  month,
  ageBand,
  adult,
  pc4,
  municipality,
  incomeClass,
  sizeClass,
  round50,
  band,
  flag,
  codeOnly,
  parentCode,
  maskIban,
  redact,
  redactBsn,
  need,
  docRef,
  blob,
  count,
  statusOnly,
  kindAndStatus,
  monthTotals,
  lastMonths,
  phoneOnly,
  roleAgeBand,
  roleBirthDate,
  idDate,
  initialsLastName,
};

/** What comes out, where it is of another type than what went in: the last scan reads it by that type. */
export const OUTPUTS: Partial<Record<TransformId, Shape["type"]>> = {
  // A keyed hash may hold nine digits that pass the test.
  pseudo: "identifier",
  month: "month",
  phoneOnly: "phone",
};
