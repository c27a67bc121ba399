import type { Catalogue } from "../core/catalogue/types.ts";
import { explainRefusal } from "../core/decision/reason-text.ts";
import type { Reason } from "../core/decision/reasons.ts";
import type { World } from "../ports/world.ts";
import type { Gateway } from "./gateway.ts";
import type { ExchangeView, ReasonView } from "./views.ts";

type Exchanges = Pick<Gateway, "submit" | "find" | "list" | "review">;
type Refusals = Catalogue["refusals"];

/** A reason of a whole exchange; of what is refused by design with the reason that `refused.yaml` gives. */
export const refusalView = (reason: Reason, refusals: Refusals): ReasonView => ({
  ...reason,
  ...explainRefusal(reason, refusals),
});

/**
 * Exchanges as they were, and what is refused by design told in the words of `refused.yaml` as it stands now: a decision
 * keeps the entry's id alone, so that words can improve without touching records.
 */
export function tellingRefusals(
  world: { readonly contracts: Pick<World["contracts"], "current"> },
  { submit, find, list, review }: Exchanges,
): Exchanges {
  const refusals = async (): Promise<Refusals> => (await world.contracts.current()).catalogue.refusals;
  return {
    async submit(...asked) {
      const reply = await submit(...asked);
      return { ...reply, view: told(reply.view, await refusals()) };
    },
    find: async (...asked) => told(await find(...asked), await refusals()),
    list: async (...asked) => toldOfAll(await list(...asked), await refusals()),
    review: async (...asked) => toldOfAll(await review(...asked), await refusals()),
  };
}

/** Untouched, but for a reason that an entry knows. */
function told(view: ExchangeView, refusals: Refusals): ExchangeView {
  const isRefused = ({ code, param }: ReasonView): boolean => code === "NO_CONTRACT" && refusals.has(param ?? "");
  if (!view.reasons.some(isRefused)) return view;
  const reasons = view.reasons.map((reason) =>
    isRefused(reason) ? { ...reason, ...explainRefusal({ ...reason, code: "NO_CONTRACT" }, refusals) } : reason,
  );
  return { ...view, reasons };
}

const toldOfAll = <Page extends { readonly items: readonly ExchangeView[] }>(page: Page, refusals: Refusals): Page => ({
  ...page,
  items: page.items.map((view) => told(view, refusals)),
});
