import { Badge } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import styles from "./state-word.module.css";

export type Tone = "good" | "bad" | "warn" | "busy" | "calm";
/** How a state looks; its word comes from the catalogues. */
export type StateLook = { readonly tone: Tone; readonly Icon: Icon };

const COLOUR: Record<Tone, string> = { good: "green", bad: "red", warn: "yellow", busy: "blue", calm: "gray" };

type StateWordProps = StateLook & { word: string; isTurning?: boolean };

/** A state as icon, word and colour together: none of them is the only sign. */
export function StateWord({ tone, Icon, word, isTurning = false }: StateWordProps) {
  return (
    <Badge
      variant="light"
      color={COLOUR[tone]}
      radius="sm"
      size="lg"
      className={styles.word}
      data-tone={tone}
      leftSection={<Icon size={14} aria-hidden className={isTurning ? styles.turning : undefined} />}
    >
      {word}
    </Badge>
  );
}
