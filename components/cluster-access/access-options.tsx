"use client";

import { Alert, Checkbox, Group, Radio, Stack, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { ACCESS_TIERS, type JobNeeds, leastTier } from "@/lib/cluster-access";
import { TOKEN_KINDS } from "@/lib/cluster-access/schema";
import { useProblemText } from "@/lib/i18n/use-problem-text";
import { problem } from "@/lib/result";
import { type AccessDraft, accountOf, wrongFields } from "./access-draft";
import { hasNodeProxy } from "./access-rows";

type AccessOptionsProps = {
  draft: AccessDraft;
  jobs: readonly JobNeeds[];
  onChange: (draft: AccessDraft) => void;
};

/** How much the account may do, what it is called, and how its token is made. */
export function AccessOptions({ draft, jobs, onChange }: AccessOptionsProps) {
  const t = useTranslations("clusterAccess");
  const problemText = useProblemText();
  const { tier } = accountOf(draft, jobs);
  const least = leastTier(jobs);
  const wrong = wrongFields(draft);
  const nameError = (field: "name" | "namespace") => (wrong.has(field) ? problemText(problem("cluster/account-name")) : null);
  return (
    <Stack gap="md">
      <Radio.Group
        label={t("tier.label")}
        value={tier}
        onChange={(value) => onChange({ ...draft, tier: ACCESS_TIERS.find((one) => one === value) ?? null })}
      >
        <Stack gap="xs" mt="xs">
          {ACCESS_TIERS.map((one) => (
            <Radio
              key={one}
              value={one}
              label={one === least ? t("tier.least", { title: t(`tier.${one}.title`) }) : t(`tier.${one}.title`)}
              description={t(`tier.${one}.description`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      {hasNodeProxy(jobs, tier) && (
        <Alert color="orange" icon={<IconAlertTriangle aria-hidden />} title={t("nodeProxy.title")}>
          {t("nodeProxy.price")}
        </Alert>
      )}
      <Group grow align="flex-start">
        <TextInput
          label={t("name")}
          value={draft.name}
          error={nameError("name")}
          spellCheck={false}
          onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
        />
        <TextInput
          label={t("namespace")}
          value={draft.namespace}
          error={nameError("namespace")}
          spellCheck={false}
          onChange={(event) => onChange({ ...draft, namespace: event.currentTarget.value })}
        />
      </Group>
      <Radio.Group
        label={t("token.label")}
        value={draft.tokenKind}
        onChange={(value) => onChange({ ...draft, tokenKind: TOKEN_KINDS.find((one) => one === value) ?? "secret" })}
      >
        <Stack gap="xs" mt="xs">
          {TOKEN_KINDS.map((kind) => (
            <Radio key={kind} value={kind} label={t(`token.${kind}.title`)} description={t(`token.${kind}.description`)} />
          ))}
        </Stack>
      </Radio.Group>
      <Checkbox
        checked={draft.canRenew}
        onChange={(event) => onChange({ ...draft, canRenew: event.currentTarget.checked })}
        label={t("renew.title")}
        description={t("renew.description")}
      />
    </Stack>
  );
}
