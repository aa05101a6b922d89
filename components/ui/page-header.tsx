import { Anchor, Box, Group, Text, Title } from "@mantine/core";
import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";

type PageHeaderProps = {
  title: ReactNode;
  subtitle?: ReactNode;
  /** The list that the page belongs to. */
  parent?: { href: ComponentProps<typeof Link>["href"]; label: string };
  actions?: ReactNode;
};

/** Head of every page: its one <h1>, what it is for, and its primary action. */
export function PageHeader({ title, subtitle, parent, actions }: PageHeaderProps) {
  return (
    <Box mb="lg">
      {parent !== undefined && (
        <Anchor component={Link} href={parent.href} size="sm">
          <span aria-hidden>‹ </span>
          {parent.label}
        </Anchor>
      )}
      <Group justify="space-between" align="flex-start" gap="md">
        <Box maw={820}>
          <Title order={1} size="h2">
            {title}
          </Title>
          {subtitle !== undefined && (
            <Text c="dimmed" mt={4}>
              {subtitle}
            </Text>
          )}
        </Box>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
    </Box>
  );
}
