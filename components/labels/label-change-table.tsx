import { VisuallyHidden } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { LabelChange, LabelRow } from "@/lib/relabel/label-rows";
import styles from "./label-change-table.module.css";

// Colour is never the only sign: each change has a symbol for eyes and a word for screen readers.
const SYMBOLS: Record<LabelChange, string> = { same: "", added: "+", changed: "~", removed: "−" };

/** Labels before and after, side by side, one row each; one column of values when nothing changed. */
export function LabelChangeTable({ caption, rows }: { caption: string; rows: readonly LabelRow[] }) {
  const t = useTranslations("relabel");
  const hasChanges = rows.some(({ change }) => change !== "same");
  return (
    <table className={styles.table}>
      <caption>
        <VisuallyHidden>{caption}</VisuallyHidden>
      </caption>
      <thead>
        <tr>
          <th scope="col">
            <VisuallyHidden>{t("column.change")}</VisuallyHidden>
          </th>
          <th scope="col">{t("column.label")}</th>
          {hasChanges && <th scope="col">{t("column.before")}</th>}
          <th scope="col">{t(hasChanges ? "column.after" : "column.value")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, was, now, change }) => (
          <tr key={name} data-change={change}>
            <td>
              <span aria-hidden>{SYMBOLS[change]}</span>
              <VisuallyHidden>{t(`change.${change}`)}</VisuallyHidden>
            </td>
            <th scope="row">{name === "" ? t("emptyName") : name}</th>
            {hasChanges && <td>{was === null ? <Absent /> : <del>{was}</del>}</td>}
            <td>{now === null ? <Absent /> : <ins>{now}</ins>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Absent() {
  const t = useTranslations("relabel");
  return (
    <>
      <span aria-hidden className={styles.absent}>
        –
      </span>
      <VisuallyHidden>{t("absent")}</VisuallyHidden>
    </>
  );
}
