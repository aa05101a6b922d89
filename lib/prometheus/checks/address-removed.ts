import { findingAt, type RuleCheck } from "./rule-check";
import { mayWrite } from "./rule-facts";

/** The address goes with the labels that a labeldrop or labelkeep removes: Prometheus refuses every target. */
export const addressRemoved: RuleCheck = {
  name: "address-removed",
  isForMetrics: false,
  isFlow: true,
  example: {
    wrong: `- regex: instance|job|cluster
  action: labelkeep
`,
    right: `- regex: instance|job|cluster|__.*
  action: labelkeep
`,
  },
  find: ({ rules }) =>
    rules.flatMap((facts, place) => {
      const isRemoval = facts.action === "labeldrop" || facts.action === "labelkeep";
      if (!isRemoval || !mayWrite(facts, "__address__")) return [];
      const isSetAgain = rules.slice(place + 1).some((later) => mayWrite(later, "__address__"));
      if (isSetAgain) return [];
      return [findingAt("address-removed", facts, { severity: "error", field: "regex", parameters: { action: facts.action } })];
    }),
};
