import { Badge } from "@mantine/core";
import { type Icon, IconLoader2 } from "@tabler/icons-react";
import styles from "./state-word.module.css";

export type Tone = "good" | "bad" | "warn" | "busy" | "calm";
/** How a state looks; its word comes from the catalogues. */
export type StateLook = { readonly tone: Tone; readonly Icon: Icon };

/** Mantine's colour for each tone. */
export const TONE_COLOUR: Record<Tone, string> = { good: "green", bad: "red", warn: "yellow", busy: "blue", calm: "gray" };

type StateWordProps = StateLook & { word: string };

/** A state as icon, word and colour together: none of them is the only sign. What goes on just now turns. */
export function StateWord({ tone, Icon, word }: StateWordProps) {
  return (
    <Badge
      variant="light"
      color={TONE_COLOUR[tone]}
      radius="sm"
      size="lg"
      className={styles.word}
      data-tone={tone}
      leftSection={<Icon size={14} aria-hidden className={Icon === IconLoader2 ? styles.turning : undefined} />}
    >
      {word}
    </Badge>
  );
}
