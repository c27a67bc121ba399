import type { Source } from "../../core/catalogue/source.ts";

/** Whether a covenant file says that it is a draft, however much else of it is not right yet: nothing passes under one. */
export const isDraft = ({ source }: { readonly source: Pick<Source, "data"> }): boolean =>
  (Object(source.data) as { readonly status?: unknown }).status === "draft";
