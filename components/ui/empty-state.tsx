import { Center, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import type { ReactNode } from "react";

type EmptyStateProps = { icon: ReactNode; title: string; text: ReactNode; action?: ReactNode };

/** Nothing here yet: what would be, and the one thing to do about it. */
export function EmptyState({ icon, title, text, action }: EmptyStateProps) {
  return (
    <Center py={48}>
      <Stack align="center" gap="sm" maw={520} ta="center">
        <ThemeIcon variant="light" size={56} radius="xl" aria-hidden>
          {icon}
        </ThemeIcon>
        <Title order={2} size="h4">
          {title}
        </Title>
        <Text c="dimmed">{text}</Text>
        {action}
      </Stack>
    </Center>
  );
}
