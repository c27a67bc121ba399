import type { Transform } from "../../catalogue/types.ts";
import type { Value } from "../../document/types.ts";
import type { CodeContext } from "../codes.ts";
import { isList, isNothing, mapList, type Shape } from "../shape.ts";
import type { MinimiseContext } from "../types.ts";

/** What a transform may look at besides the value: its field, the plan, and the other fields of the same document. */
export interface TransformContext extends CodeContext {
  readonly transform: Transform;
  readonly shape: Shape;
  readonly minimise: MinimiseContext;
  /** Digits of identifiers declared in the message. */
  readonly declared: ReadonlySet<string>;
  /** The day of the decision in Europe/Amsterdam. */
  readonly today: () => string;
  /** Another field of the document, in the one spelling of its type; `undefined` where it is absent or does not fit. */
  readonly sibling: (name: string) => Value | undefined;
}

/** Takes a value that fits its field; gives the coarser one, or nothing. */
export type Transformation = (value: Value, context: TransformContext) => Value | undefined;

/** The same transform for each item of a list; items of which nothing is left are dropped. */
export const each =
  (transform: Transformation): Transformation =>
  (value, context) => {
    if (!isList(value)) return transform(value, context);
    const items = mapList(value, (item) => transform(item, context));
    return isNothing(items) ? undefined : items;
  };
