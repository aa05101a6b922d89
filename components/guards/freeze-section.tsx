"use client";

import { Button, Group, Paper, Stack, Table, Text, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Field, SelectField, SubmitButton, useFieldProps } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { RelativeTime } from "@/components/ui/relative-time";
import { useToast } from "@/components/ui/use-toast";
import { type Freeze, freezeInputSchema } from "@/lib/deployments/guards/schema";
import { freezeListQuery, useBeginFreeze, useLiftFreeze } from "@/lib/queries/guards";
import { serverListQuery } from "@/lib/queries/servers";

/** Freezes that hold or will hold, and the form that begins one. */
export function FreezeSection() {
  const t = useTranslations("guards.freeze");
  const freezes = useQuery(freezeListQuery);
  return (
    <Stack component="section" gap="sm" aria-labelledby="freezes-title">
      <Title order={2} size="h4" id="freezes-title">
        {t("title")}
      </Title>
      <Text size="sm">{t("text")}</Text>
      <QueryBoundary query={freezes} isEmpty={(list) => list.length === 0} empty={<Text c="dimmed">{t("none")}</Text>}>
        {(list) => <FreezeTable freezes={list} />}
      </QueryBoundary>
      <FreezeForm />
    </Stack>
  );
}

function FreezeTable({ freezes }: { freezes: readonly Freeze[] }) {
  const t = useTranslations("guards.freeze");
  const toast = useToast();
  const { mutate, isPending } = useLiftFreeze();
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table fz="sm" withTableBorder aria-label={t("title")}>
        <Table.Thead>
          <Table.Tr>
            {(["where", "reason", "author", "from", "until", "action"] as const).map((column) => (
              <Table.Th key={column}>{t(`column.${column}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {freezes.map(({ id, server, reason, author, startsAt, endsAt }) => (
            <Table.Tr key={id}>
              <Table.Td>{server?.name ?? t("everywhere")}</Table.Td>
              <Table.Td>{reason}</Table.Td>
              <Table.Td>{author}</Table.Td>
              <Table.Td>
                <RelativeTime at={startsAt} />
              </Table.Td>
              <Table.Td>{endsAt === null ? t("open") : <RelativeTime at={endsAt} />}</Table.Td>
              <Table.Td>
                <Button
                  size="xs"
                  variant="default"
                  loading={isPending}
                  aria-label={t("endOf", { reason })}
                  onClick={() => mutate(id, { onSuccess: () => toast.done(t("ended")), onError: toast.failed })}
                >
                  {t("end")}
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

const EVERYWHERE = "everywhere";
const EMPTY = { serverId: EVERYWHERE, reason: "", startsAt: "", endsAt: "" };

function FreezeForm() {
  const t = useTranslations("guards.freeze");
  const toast = useToast();
  const servers = useQuery(serverListQuery).data ?? [];
  const { mutate, isPending, error } = useBeginFreeze();
  // A new key empties the form once the freeze has begun.
  const [round, setRound] = useState(0);
  const begun = () => {
    toast.done(t("begun"));
    setRound(round + 1);
  };
  return (
    <Paper withBorder p="md" maw={640}>
      <Title order={3} size="h5" mb="sm">
        {t("new")}
      </Title>
      <Form
        key={round}
        initialValues={EMPTY}
        schema={freezeInputSchema}
        toInput={({ serverId, reason, startsAt, endsAt }) => ({
          serverId: serverId === EVERYWHERE ? null : serverId,
          reason,
          startsAt: toInstant(startsAt),
          endsAt: toInstant(endsAt),
        })}
        onSubmit={(input) => mutate(input, { onSuccess: begun })}
        isPending={isPending}
        error={error}
      >
        <SelectField
          name="serverId"
          label={t("field.where")}
          options={[
            { value: EVERYWHERE, label: t("everywhere") },
            ...servers.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <Field name="reason" label={t("field.reason")} isRequired />
        <Group grow align="flex-start">
          <MomentField name="startsAt" label={t("field.from")} hint={t("field.fromHint")} />
          <MomentField name="endsAt" label={t("field.until")} hint={t("field.untilHint")} />
        </Group>
        <SubmitButton>{t("action")}</SubmitButton>
      </Form>
    </Paper>
  );
}

/** What a control for local times gives, as an instant; what is no time is none to the schema either. */
function toInstant(local: string): string | null {
  if (local === "") return null;
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? local : at.toISOString();
}

function MomentField(props: { name: string; label: string; hint: string }) {
  const { value, setValue, control } = useFieldProps(props);
  return (
    <TextInput
      {...control}
      type="datetime-local"
      value={String(value ?? "")}
      onChange={(event) => setValue(event.currentTarget.value)}
    />
  );
}
