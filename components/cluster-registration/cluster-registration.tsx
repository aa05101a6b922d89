"use client";

import { Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { type AccessDraft, accountOf } from "@/components/cluster-access/access-draft";
import { AccessNeeds } from "@/components/cluster-access/access-needs";
import { AccessOptions } from "@/components/cluster-access/access-options";
import { JobPicker } from "@/components/clusters/job-picker";
import { LabelEditor } from "@/components/clusters/label-editor";
import { Field, SubmitButton } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { useField } from "@/components/ui/form-state";
import { registrationChoiceSchema } from "@/lib/clusters/registration-schema";
import { useIssueRegistration } from "@/lib/queries/registrations";
import { EMPTY_REGISTRATION, needsOfDraft, type RegistrationDraft, toRegistrationInput } from "./registration-draft";
import { RegistrationWait } from "./registration-wait";

/** What the preview beside the form needs. */
type ConnectionDraft = Omit<RegistrationDraft, "account">;

/** Registers a cluster from its own side: choose, run one command there, and wait until it has answered. */
export function ClusterRegistration({ onDraft }: { onDraft: (draft: ConnectionDraft) => void }) {
  const t = useTranslations("clusterRegistration");
  const { mutate, reset, data, isPending, error } = useIssueRegistration();
  const [start, setStart] = useState(EMPTY_REGISTRATION);
  const [draft, setDraft] = useState(EMPTY_REGISTRATION);
  if (data !== undefined) {
    return (
      <RegistrationWait
        issued={data}
        onAgain={() => {
          setStart(draft);
          reset();
        }}
      />
    );
  }
  return (
    <Stack>
      <Text size="sm">{t("intro")}</Text>
      <Form
        initialValues={start}
        schema={registrationChoiceSchema}
        toInput={toRegistrationInput}
        onValuesChange={(next) => {
          const { account: _account, ...rest } = next;
          setDraft(next);
          onDraft(rest);
        }}
        onSubmit={(input) => mutate(input)}
        isPending={isPending}
        error={error}
      >
        <Field name="name" label={t("name")} hint={t("nameHint")} placeholder="edge-1" isRequired />
        <Field
          name="apiServer"
          type="url"
          label={t("apiServer")}
          hint={t("apiServerHint")}
          placeholder="https://10.200.1.2:6443"
        />
        <JobPicker />
        <AccountField draft={draft} />
        <LabelEditor />
        <div>
          <SubmitButton>{t("submit")}</SubmitButton>
        </div>
      </Form>
    </Stack>
  );
}

function AccountField({ draft }: { draft: RegistrationDraft }) {
  const { value, setValue } = useField<AccessDraft>("account");
  const needs = needsOfDraft(draft);
  return (
    <>
      <AccessOptions draft={value} jobs={needs} onChange={setValue} />
      <AccessNeeds jobs={needs} tier={accountOf(value, needs).tier} />
    </>
  );
}
