"use client";

import { Button, CopyButton, Group, Stack, Text, Title } from "@mantine/core";
import { IconCheck, IconCopy, IconDownload } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { YamlPreview } from "@/components/editor/yaml-editor";
import { CopyBlock } from "@/components/ui/copy-block";
import { type AccessAccount, accessCommands, type JobNeeds, renderManifest } from "@/lib/cluster-access";

const FILE_NAME = "promfleet-access.yml";

/** The manifest of an account, and the lines that apply it, print its token and take it back. */
export function AccessManifest({ account, jobs }: { account: AccessAccount; jobs: readonly JobNeeds[] }) {
  const t = useTranslations("clusterAccess.manifest");
  const manifest = renderManifest(account, jobs);
  const commands = accessCommands(account, manifest);
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={3} size="h5">
          {t("title")}
        </Title>
        <Group gap="xs">
          <CopyButton value={commands.apply}>
            {({ copied, copy }) => (
              <Button variant="default" size="xs" onClick={copy} leftSection={copied ? CHECK : COPY}>
                {copied ? t("copied") : t("copyCommand")}
              </Button>
            )}
          </CopyButton>
          <Button
            variant="default"
            size="xs"
            component="a"
            href={`data:application/yaml;charset=utf-8,${encodeURIComponent(manifest)}`}
            download={FILE_NAME}
            leftSection={<IconDownload size={14} aria-hidden />}
          >
            {t("download")}
          </Button>
        </Group>
      </Group>
      <YamlPreview value={manifest} ariaLabel={t("ariaLabel")} height={360} />
      <Step words={t("apply")} command={`kubectl apply -f ${FILE_NAME}`} />
      <Step words={t("printToken")} command={commands.printToken} />
      <Step words={t("revoke")} command={commands.revoke} />
    </Stack>
  );
}

const CHECK = <IconCheck size={14} aria-hidden />;
const COPY = <IconCopy size={14} aria-hidden />;

function Step({ words, command }: { words: string; command: string }) {
  return (
    <div>
      <Text size="sm" mb={4}>
        {words}
      </Text>
      <CopyBlock text={command} />
    </div>
  );
}
