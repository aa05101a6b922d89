"use client";

import { Divider, Group, Paper } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { z } from "zod";
import { Field, SubmitButton } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import type { Cluster } from "@/lib/clusters/schema";
import { checkDraft } from "./check-draft";
import type { ClusterDraft } from "./cluster-draft";
import styles from "./cluster-form.module.css";
import { ConnectionPanel } from "./connection-panel";
import { JobPicker } from "./job-picker";
import { LabelEditor } from "./label-editor";
import { TlsFields } from "./tls-fields";
import { TokenField } from "./token-field";

type ClusterFormProps<Schema extends z.ZodType> = {
  saved: Cluster | null;
  initial: ClusterDraft;
  schema: Schema;
  toInput: (draft: ClusterDraft) => unknown;
  onSubmit: (input: z.output<Schema>) => void;
  onDraft: (draft: ClusterDraft, isDirty: boolean) => void;
  isPending: boolean;
  error: unknown;
  submitLabel: string;
  /** Beside the submit button. */
  actions?: ReactNode;
};

/** The one form of a cluster, for registering and for editing. */
export function ClusterForm<Schema extends z.ZodType>({ saved, initial, onDraft, ...props }: ClusterFormProps<Schema>) {
  const t = useTranslations("clusters.form");
  return (
    <Form
      initialValues={initial}
      schema={props.schema}
      toInput={props.toInput}
      check={(draft) => checkDraft(draft, saved)}
      onSubmit={props.onSubmit}
      onValuesChange={onDraft}
      isPending={props.isPending}
      error={props.error}
    >
      <Field name="name" label={t("name")} hint={t("nameHint")} placeholder="edge-1" isRequired />
      <Field
        name="apiServer"
        type="url"
        label={t("apiServer")}
        hint={t("apiServerHint")}
        placeholder="https://10.200.1.2:6443"
        isRequired
      />
      <TlsFields />
      <TokenField saved={saved} />
      <ConnectionPanel saved={saved} />
      <Divider />
      <JobPicker />
      <LabelEditor />
      <Paper withBorder p="sm" className={styles.bar}>
        <Group justify="space-between">
          <SubmitButton>{props.submitLabel}</SubmitButton>
          {props.actions}
        </Group>
      </Paper>
    </Form>
  );
}
