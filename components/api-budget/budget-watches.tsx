"use client";

import { Box, Table, Text, Title } from "@mantine/core";
import { useFormatter, useTranslations } from "use-intl";
import type { ApiBudget } from "@/lib/api-budget/schema";

/** Which discoveries the jobs share, and what each watches. */
export function BudgetWatches({ watches }: { watches: ApiBudget["watches"] }) {
  const t = useTranslations("apiBudget.watches");
  const { list } = useFormatter();
  return (
    <div>
      <Title order={3} size="h5" mb="xs">
        {t("title")}
      </Title>
      {watches.length === 0 ? (
        <Text size="sm">{t("none")}</Text>
      ) : (
        <Box role="region" tabIndex={0} aria-label={t("title")} style={{ overflowX: "auto" }}>
          <Table verticalSpacing={6} fz="sm" miw={480}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("role")}</Table.Th>
                <Table.Th>{t("resources")}</Table.Th>
                <Table.Th>{t("jobs")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {watches.map(({ role, resources, jobs }) => (
                <Table.Tr key={`${role} ${jobs.join()}`}>
                  <Table.Th scope="row" fw={600}>
                    {role}
                  </Table.Th>
                  <Table.Td>{list(resources, { type: "conjunction" })}</Table.Td>
                  <Table.Td>{list(jobs, { type: "conjunction" })}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Box>
      )}
    </div>
  );
}
