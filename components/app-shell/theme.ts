import {
  Alert,
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type MantineThemeOverride,
  PasswordInput,
} from "@mantine/core";

// A deep sea green: away from the orange of Prometheus and the blue of Kubernetes, and from every status colour.
const FLEET: MantineColorsTuple = [
  "#e9f7f6",
  "#d3ecea",
  "#a6d8d4",
  "#76c3be",
  "#50b2ab",
  "#2b9d96",
  "#16807b",
  "#0d6b67",
  "#0a5754",
  "#064341",
];

// Cooler than Mantine's own greys, so that tables of text stay calm at night.
const DARK: MantineColorsTuple = [
  "#d5dbe1",
  "#b8c1ca",
  "#a3aeb9",
  "#76828e",
  "#43505c",
  "#333e49",
  "#27313b",
  "#1a222a",
  "#141a21",
  "#0e1318",
];

const SYSTEM_FONT =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif';
const MONOSPACE_FONT =
  'ui-monospace, SFMono-Regular, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace';

/** Words that Mantine's own controls say to screen readers. */
export type ThemeWords = { readonly close: string; readonly togglePassword: string };

/** The one theme. Contrast of every pair that it makes is at least 4.5 : 1 in both schemes (axe checks the pages). */
export function makeTheme(words: ThemeWords): MantineThemeOverride {
  return createTheme({
    primaryColor: "fleet",
    primaryShade: { light: 7, dark: 6 },
    colors: { fleet: FLEET, dark: DARK },
    autoContrast: true,
    black: "#17202a",
    fontFamily: SYSTEM_FONT,
    fontFamilyMonospace: MONOSPACE_FONT,
    headings: { fontFamily: SYSTEM_FONT, fontWeight: "650" },
    defaultRadius: "md",
    cursorType: "pointer",
    respectReducedMotion: true,
    variantColorResolver: (input) =>
      // Red of a destructive button: Mantine's shade 6 is too light below white text.
      input.variant === "filled" && input.color === "red"
        ? { background: "#c92a2a", hover: "#b02525", color: "#ffffff", border: "1px solid transparent" }
        : defaultVariantColorsResolver(input),
    components: {
      // A long command in an alert scrolls in itself instead of widening the page.
      Alert: Alert.extend({ styles: { body: { minWidth: 0 } } }),
      CloseButton: { defaultProps: { "aria-label": words.close } },
      PasswordInput: PasswordInput.extend({
        defaultProps: { visibilityToggleButtonProps: { "aria-label": words.togglePassword } },
      }),
    },
  });
}

const STATUS_COLOURS = ["red", "orange", "yellow", "green", "teal", "blue", "indigo", "violet", "grape", "cyan", "gray", "fleet"];

/** Darkens or lightens what Mantine draws too faint to read: dimmed text, placeholders, errors, light badges. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#566370",
    "--mantine-color-placeholder": "#687582",
    "--mantine-color-error": "#b42323",
    "--mantine-color-success": "#0b6b4f",
    ...forColours((name) => ({
      [`--mantine-color-${name}-light-color`]: darkened(name),
      [`--mantine-color-${name}-text`]: darkened(name),
      [`--mantine-color-${name}-outline`]: `color-mix(in srgb, var(--mantine-color-${name}-9) 66%, black)`,
    })),
  },
  dark: {
    "--mantine-color-dimmed": "#a3aeb9",
    "--mantine-color-placeholder": "#929da8",
    "--mantine-color-error": "#ff9c9c",
    "--mantine-color-success": "#7adfb8",
    ...forColours((name) => ({
      [`--mantine-color-${name}-light-color`]: `var(--mantine-color-${name}-2)`,
      [`--mantine-color-${name}-text`]: `var(--mantine-color-${name}-3)`,
      [`--mantine-color-${name}-outline`]: `var(--mantine-color-${name}-3)`,
    })),
  },
});

/** Yellow, green and orange are too light in their darkest shade, on a tint more so than on white. */
function darkened(name: string): string {
  return `color-mix(in srgb, var(--mantine-color-${name}-9) ${name === "yellow" ? 66 : 78}%, black)`;
}

function forColours(variablesOf: (name: string) => Record<string, string>): Record<string, string> {
  return Object.assign({}, ...STATUS_COLOURS.map(variablesOf)) as Record<string, string>;
}
