import { fieldOf } from "../catalogue/look-up.ts";
import type { Catalogue, Category } from "../catalogue/types.ts";
import { printTransform } from "../covenant/print.ts";
import type { Clause, ClauseField, Leg } from "../covenant/types.ts";
import { categoryLabel, sensitivityLabel } from "./labels.ts";
import type { Activity, RegisterField } from "./schema.ts";

interface Read {
  readonly category: Category;
  readonly field: RegisterField;
}

/** Categories of personal data (AVG 30(1)(c)) with their fields, in the order in which the clause lists them. */
export function dataOf(clause: Clause, catalogue: Catalogue): Activity["data"] {
  const read = [
    ...(clause.question === null ? [] : fieldsOf(clause.question, { leg: "question", catalogue })),
    ...fieldsOf(clause.document, { leg: "document", catalogue }),
  ];
  const byCategory = new Map<Category, RegisterField[]>();
  for (const { category, field } of read) byCategory.set(category, [...(byCategory.get(category) ?? []), field]);
  return [...byCategory].map(([category, fields]) => ({ category: categoryLabel(category), fields }));
}

interface Side {
  readonly leg: RegisterField["leg"];
  readonly catalogue: Catalogue;
}

const fieldsOf = ({ fields }: Leg, side: Side): Read[] => [...fields.values()].map((field) => readField(field, side));

function readField({ name, transform, when, lifted }: ClauseField, { leg, catalogue }: Side): Read {
  const definition = fieldOf(catalogue, name);
  // A field that the dictionary does not know counts as sensitive, as it does in a decision.
  const sensitivity = definition?.sensitivity ?? "S";
  const dropped = transform.id === "drop" && lifted === null;
  const never = definition === null || definition.alwaysDropped || sensitivity === "X" || dropped;
  return {
    category: definition?.category ?? "mixed",
    field: {
      name,
      nl: definition?.nl ?? name,
      leg,
      transform: printTransform(transform),
      sensitivity: sensitivityLabel(sensitivity),
      releasable: !never,
      conditional: when !== null,
    },
  };
}
