"use client";

import { Badge, Box, Text, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconQuestionMark, IconX } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { CheckupPermission } from "@/lib/clusters/checkup-schema";
import styles from "./permission-matrix.module.css";
import { type MatrixCell, type MatrixColumn, type MatrixRow, toMatrix } from "./permission-matrix-rows";

const SIGN = { allowed: IconCheck, denied: IconX, unknown: IconQuestionMark } as const;

/** Job by resource, with the verbs in the cells: a sign and a word for each, never the colour alone. */
export function PermissionMatrix({ permissions }: { permissions: readonly CheckupPermission[] }) {
  const t = useTranslations("checkup.rights");
  const { columns, rows } = useMemo(() => toMatrix(permissions), [permissions]);
  return (
    <Box className={styles.scroll} role="region" tabIndex={0} aria-label={t("title")}>
      <table className={styles.table}>
        <caption className={styles.caption}>{t("caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("job")}</th>
            {columns.map((column) => (
              <ColumnHeader key={column.key} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.job} row={row} columns={columns} />
          ))}
        </tbody>
      </table>
    </Box>
  );
}

function ColumnHeader({ column: { resource, group, place } }: { column: MatrixColumn }) {
  return (
    <th scope="col">
      {resource}
      {[group, place]
        .filter((text) => text !== "")
        .map((text) => (
          <Text key={text} size="xs" c="dimmed" fw={400} ff="monospace" className={styles.place}>
            {text}
          </Text>
        ))}
    </th>
  );
}

function Row({ row, columns }: { row: MatrixRow; columns: readonly MatrixColumn[] }) {
  const t = useTranslations("checkup.rights");
  return (
    <tr>
      <th scope="row">
        {row.job}{" "}
        {row.deniedCount > 0 && (
          <Badge size="sm" variant="light" color="red">
            {t("denied")}
          </Badge>
        )}
      </th>
      {columns.map(({ key }) => (
        <td key={key}>
          {row.cells[key] === undefined ? (
            <VisuallyHidden>{t("notNeeded")}</VisuallyHidden>
          ) : (
            row.cells[key].map((cell) => <Verb key={cell.verb} cell={cell} />)
          )}
        </td>
      ))}
    </tr>
  );
}

function Verb({ cell: { verb, state } }: { cell: MatrixCell }) {
  const t = useTranslations("checkup.rights");
  const Icon = SIGN[state];
  return (
    <div className={styles.verb} data-state={state}>
      <Icon size={14} aria-hidden />
      <code>{verb}</code>
      {state === "allowed" ? <VisuallyHidden>{t(state)}</VisuallyHidden> : <span>{t(state)}</span>}
    </div>
  );
}
