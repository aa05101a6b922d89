import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { CopyBlock } from "@/components/ui/copy-block";

type RemedyProps = { title: string; cause: string; remedy: string; commands: readonly string[]; children?: ReactNode };

/** One thing that is wrong: its name, why it is so, and what mends it, ready to copy. */
export function Remedy({ title, cause, remedy, commands, children }: RemedyProps) {
  return (
    <Stack gap={6}>
      <Text fw={600} size="sm">
        {title}
      </Text>
      <Text size="sm">{cause}</Text>
      <Text size="sm">{remedy}</Text>
      {commands.map((command) => (
        <CopyBlock key={command} text={command} />
      ))}
      {children}
    </Stack>
  );
}
