"use client";

import { List, Paper, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Field, SubmitButton } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { useToast } from "@/components/ui/use-toast";
import { PASSWORD_CHARACTERS_MIN, userInputSchema } from "@/lib/access/schema";
import { useAddUser, userListQuery } from "@/lib/queries/users";

const EMPTY = { name: "", email: "", password: "" };

/** Everybody who may sign in, and the form that adds somebody: a second person for what one may not do alone. */
export function PeopleCard() {
  const t = useTranslations("access");
  const toast = useToast();
  const users = useQuery(userListQuery);
  const { mutate, isPending, error } = useAddUser();
  // A new key empties the form once somebody has been added.
  const [round, setRound] = useState(0);
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby="people-title">
      <Stack>
        <Title order={2} size="h4" id="people-title">
          {t("people.title")}
        </Title>
        <Text size="sm" c="dimmed">
          {t("people.text")}
        </Text>
        <QueryBoundary query={users}>
          {(list) => (
            <List size="sm">
              {list.map(({ id, name, email }) => (
                <List.Item key={id}>
                  {name}, {email}
                </List.Item>
              ))}
            </List>
          )}
        </QueryBoundary>
        <Title order={3} size="h5">
          {t("people.add")}
        </Title>
        <Form
          key={round}
          initialValues={EMPTY}
          schema={userInputSchema}
          onSubmit={(input) =>
            mutate(input, {
              onSuccess: ({ name }) => {
                toast.done(t("people.added", { name }));
                setRound(round + 1);
              },
            })
          }
          isPending={isPending}
          error={error}
        >
          <Field name="name" label={t("name")} isRequired />
          <Field name="email" type="email" label={t("email")} isRequired />
          <Field
            name="password"
            type="password"
            label={t("people.password")}
            hint={t("passwordHint", { minimum: PASSWORD_CHARACTERS_MIN })}
            autoComplete="new-password"
            isRequired
          />
          <SubmitButton>{t("people.action")}</SubmitButton>
        </Form>
      </Stack>
    </Paper>
  );
}
