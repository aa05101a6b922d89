import { expect, test } from "vitest";
import { THEMES } from "./themes";

const SCHEMES = ["light", "dark"] as const;

const pairs = SCHEMES.flatMap((scheme) => {
  const { rules, colors } = THEMES[scheme];
  const background = colors["editor.background"] ?? "";
  return [
    ...rules.map(({ token, foreground = "" }) => [scheme, `token "${token}"`, `#${foreground}`, background] as const),
    ...rules.map(
      ({ token, foreground = "" }) =>
        [
          scheme,
          `token "${token}" on the current line`,
          `#${foreground}`,
          colors["editor.lineHighlightBackground"] ?? "",
        ] as const,
    ),
    ...rules.flatMap(({ token, foreground = "" }) =>
      (["inserted", "removed"] as const).map((change) => {
        const line = over(colors[`diffEditor.${change}LineBackground`] ?? "", background);
        const text = over(colors[`diffEditor.${change}TextBackground`] ?? "", line);
        return [scheme, `token "${token}" in ${change} text`, `#${foreground}`, text] as const;
      }),
    ),
    [scheme, "line numbers", colors["editorLineNumber.foreground"] ?? "", background] as const,
  ];
});

test.each(pairs)("%s: %s is readable", (_scheme, _what, foreground, background) => {
  expect(contrast(foreground, background)).toBeGreaterThanOrEqual(4.5);
});

/** A translucent colour, #rrggbbaa, on an opaque one. */
function over(colour: string, background: string): string {
  const alpha = Number.parseInt(colour.slice(7, 9), 16) / 255;
  const channels = [1, 3, 5].map((start) => {
    const [top, below] = [colour, background].map((hex) => Number.parseInt(hex.slice(start, start + 2), 16));
    return Math.round((top ?? 0) * alpha + (below ?? 0) * (1 - alpha));
  });
  return `#${channels.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

/** Contrast of two colours. @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
