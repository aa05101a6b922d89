"use client";

import { Center, Group, Paper, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { ColourSchemeSwitch } from "./colour-scheme-switch";
import { LanguageSwitch } from "./language-switch";
import { ProductMark } from "./product-mark";

/** Frame of the pages before the sign-in: one card in the middle. */
export function PlainFrame({ children }: { children: ReactNode }) {
  return (
    <Center mih="100vh" p="md" component="main">
      <Stack w="100%" maw={460} gap="lg">
        <Group justify="space-between">
          <ProductMark />
          <Group gap="xs">
            <LanguageSwitch />
            <ColourSchemeSwitch />
          </Group>
        </Group>
        <Paper withBorder p={{ base: "md", sm: "xl" }} radius="lg">
          {children}
        </Paper>
      </Stack>
    </Center>
  );
}
