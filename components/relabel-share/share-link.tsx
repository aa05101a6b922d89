"use client";

import { Alert, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { ProblemList } from "@/components/ui/problem-list";
import type { LabDraft } from "@/lib/relabel-lab/lab-draft";
import { encodeLabLink } from "@/lib/relabel-lab/share-link";
import type { Result } from "@/lib/result";

type ShareLinkProps = { readonly draft: LabDraft; readonly hasLoadedTargets: boolean };

/** The link in a field of its own, for browsers that do not let a page copy; or why there is none. */
export function ShareLink({ draft, hasLoadedTargets }: ShareLinkProps) {
  const t = useTranslations("share");
  const [link, setLink] = useState<Result<string> | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void encodeLabLink(draft).then((made) => isCurrent && setLink(made));
    return () => {
      isCurrent = false;
    };
  }, [draft]);
  if (link === null) return <Text role="status">{t("working")}</Text>;
  if (!link.ok) {
    return (
      <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={t("refused")} role="alert">
        <ProblemList problems={link.problems} />
      </Alert>
    );
  }
  return (
    <Stack gap="sm">
      <Text size="sm">{t("hint")}</Text>
      {hasLoadedTargets && <Text size="sm">{t("onlyPasted")}</Text>}
      <LinkField url={`${window.location.origin}${window.location.pathname}${link.value}`} />
    </Stack>
  );
}

type CopyState = "none" | "copied" | "failed";

function LinkField({ url }: { url: string }) {
  const t = useTranslations("share");
  const field = useRef<HTMLInputElement>(null);
  const [state, setState] = useState<CopyState>("none");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(url);
      setState("copied");
    } catch {
      // No permission, or no clipboard because the page came over plain HTTP.
      field.current?.select();
      setState("failed");
    }
  };
  return (
    <>
      <Group align="end" wrap="nowrap" gap="xs">
        <TextInput
          ref={field}
          label={t("link")}
          value={url}
          readOnly
          onFocus={(event) => event.currentTarget.select()}
          style={{ flex: 1 }}
        />
        <Button
          onClick={copy}
          leftSection={state === "copied" ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
        >
          {t(state === "copied" ? "copied" : "copy")}
        </Button>
      </Group>
      <Text size="sm" role="status">
        {state === "copied" && t("copied")}
        {state === "failed" && t("copyFailed")}
      </Text>
    </>
  );
}
