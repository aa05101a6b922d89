"use client";

import { ActionIcon, Box, Code, CopyButton, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslations } from "use-intl";

/** A command or text to take away, with a button that copies it. */
export function CopyBlock({ text }: { text: string }) {
  const t = useTranslations("common");
  return (
    <Box pos="relative">
      {/* Reachable by keyboard, because a long command scrolls sideways. */}
      <Code block pr={48} tabIndex={0} style={{ overflowX: "auto" }}>
        {text}
      </Code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? t("copied") : t("copy")} withinPortal>
            <ActionIcon
              variant="default"
              pos="absolute"
              top={6}
              right={6}
              onClick={copy}
              aria-label={copied ? t("copied") : t("copy")}
            >
              {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Box>
  );
}
