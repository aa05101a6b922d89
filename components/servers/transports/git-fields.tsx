"use client";

import { useTranslations } from "use-intl";
import { TransportSecretHint } from "@/components/servers/transport-secret-hint";
import { useDraft } from "@/components/servers/use-draft";
import { CheckboxField, Field, NumberField, TextField } from "@/components/ui/field";
import { parseGitUrl } from "@/lib/deployments/transports/git-schema";
import type { Server } from "@/lib/servers/schema";
import { HostKeyField } from "./host-key-field";

/** A git repository, from which somebody else brings the configuration to Prometheus. */
export function GitFields({ server }: { server: Server | null }) {
  const t = useTranslations("remoteDelivery.git");
  const { transport } = useDraft().draft;
  if (transport.kind !== "git") return null;
  const url = parseGitUrl(transport.url.trim());
  const isSsh = url?.protocol === "ssh";
  return (
    <>
      <Field name="transport.url" label={t("url")} hint={t("urlHint")} isRequired />
      {isSsh && <HostKeyField host={url.host} port={url.port} pinned={transport.hostKey} />}
      {url?.protocol === "https" && (
        <>
          <Field name="transport.username" label={t("username")} hint={t("usernameHint")} isRequired />
          <TextField name="transport.caPem" label={t("caPem")} hint={t("caPemHint")} />
        </>
      )}
      <TextField
        name="transportSecret"
        label={t(isSsh ? "key" : "token")}
        hint={
          <>
            {t(isSsh ? "keyHint" : "tokenHint")} <TransportSecretHint server={server} />
          </>
        }
      />
      <Field name="transport.branch" label={t("branch")} hint={t("branchHint")} isRequired />
      <CheckboxField
        name="transport.branchPerDeployment"
        label={t("branchPerDeployment")}
        hint={t("branchPerDeploymentHint", { branch: transport.branch })}
      />
      <Field name="transport.path" label={t("path")} hint={t("pathHint")} />
      <Field name="transport.authorName" label={t("authorName")} isRequired />
      <Field name="transport.authorEmail" label={t("authorEmail")} type="email" isRequired />
      <NumberField
        name="transport.visibleMinutes"
        label={t("visibleMinutes")}
        hint={t("visibleMinutesHint")}
        min={1}
        max={1440}
      />
    </>
  );
}
