import { expect, test } from "vitest";
import { registrationChoiceSchema } from "@/lib/clusters/registration-schema";
import { EMPTY_REGISTRATION, toRegistrationInput } from "./registration-draft";

test("an empty URL is left to the cluster's side, and the tier is the least that serves the jobs", () => {
  const draft = {
    ...EMPTY_REGISTRATION,
    name: "edge",
    apiServer: " ",
    jobs: [{ template: "apiservers", parameters: {} } as const],
  };
  const choice = registrationChoiceSchema.parse(toRegistrationInput(draft));
  expect(choice).toMatchObject({ name: "edge", apiServer: null, account: { tier: "kubelet", name: "promfleet" } });
});

test("a wrong account name is found at its field", () => {
  const draft = { ...EMPTY_REGISTRATION, name: "edge", account: { ...EMPTY_REGISTRATION.account, namespace: "A B" } };
  const parsed = registrationChoiceSchema.safeParse(toRegistrationInput(draft));
  expect(parsed.error?.issues.map(({ path, message }) => [path.join("."), message])).toEqual([
    ["account.namespace", "cluster/account-name"],
  ]);
});
