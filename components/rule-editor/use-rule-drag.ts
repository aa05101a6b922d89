import { type PointerEvent, type RefObject, useCallback, useEffect, useRef, useState } from "react";

/** Which rule is being dragged, and before which one it would be put (the number of rules: behind the last). */
export type RuleDrag = { readonly from: number; readonly before: number };

/** Dragging by mouse, pen or finger; keys have their own way. Escape gives up. */
export function useRuleDrag(listRef: RefObject<HTMLElement | null>, onMove: (from: number, to: number) => void) {
  const [drag, setDrag] = useState<RuleDrag | null>(null);
  const stop = useRef<(() => void) | null>(null);
  useEffect(() => () => stop.current?.(), []);

  const start = useCallback(
    (from: number, event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      const { pointerId } = event;
      let before = from;
      const follow = ({ clientY, pointerId: moved }: globalThis.PointerEvent) => {
        if (moved !== pointerId) return;
        before = placeAt(listRef.current, clientY);
        setDrag({ from, before });
      };
      const end = (isDropped: boolean) => {
        stop.current?.();
        setDrag(null);
        const to = before > from ? before - 1 : before;
        if (isDropped && to !== from) onMove(from, to);
      };
      const drop = (event: globalThis.PointerEvent) => event.pointerId === pointerId && end(true);
      const giveUp = (event: Event) => (event instanceof KeyboardEvent && event.key !== "Escape" ? undefined : end(false));
      document.addEventListener("pointermove", follow);
      document.addEventListener("pointerup", drop);
      document.addEventListener("pointercancel", giveUp);
      document.addEventListener("keydown", giveUp);
      stop.current = () => {
        document.removeEventListener("pointermove", follow);
        document.removeEventListener("pointerup", drop);
        document.removeEventListener("pointercancel", giveUp);
        document.removeEventListener("keydown", giveUp);
        stop.current = null;
      };
    },
    [listRef, onMove],
  );
  return { drag, start };
}

/** The first rule whose middle is below the pointer. */
function placeAt(list: HTMLElement | null, clientY: number): number {
  const cards = [...(list?.children ?? [])];
  const below = cards.findIndex((card) => {
    const { top, height } = card.getBoundingClientRect();
    return clientY < top + height / 2;
  });
  return below === -1 ? cards.length : below;
}
