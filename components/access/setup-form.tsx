"use client";

import { Code, Stack, Text, Title } from "@mantine/core";
import { useTranslations } from "use-intl";
import { Field, SubmitButton } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { PASSWORD_CHARACTERS_MIN } from "@/lib/access/schema";
import { useSetup, useSignIn } from "@/lib/queries/session";
import { setupFormSchema } from "./password-forms";

const EMPTY = { token: "", name: "", email: "", password: "", passwordAgain: "" };

/** First visit: proves by the printed token that the visitor runs this installation, and makes the first administrator. */
export function SetupForm() {
  const t = useTranslations("access");
  const setup = useSetup();
  const signIn = useSignIn();
  return (
    <Stack>
      <Title order={1} size="h3">
        {t("setup.title")}
      </Title>
      <Text c="dimmed" size="sm">
        {t("setup.text")}
      </Text>
      <Code block style={{ whiteSpace: "pre-wrap" }}>
        {t("setup.example")}
      </Code>
      <Form
        initialValues={EMPTY}
        schema={setupFormSchema}
        onSubmit={(input) =>
          setup.mutate(input, {
            onSuccess: () =>
              signIn.mutate(
                { email: input.email, password: input.password },
                // An administrator who could not be signed in at once does it by hand.
                { onSettled: () => window.location.assign("/") },
              ),
          })
        }
        isPending={setup.isPending || signIn.isPending || signIn.isSuccess}
        error={setup.error}
      >
        <Field name="token" label={t("setup.token")} hint={t("setup.tokenHint")} isRequired />
        <Field name="name" label={t("name")} autoComplete="name" isRequired />
        <Field name="email" type="email" label={t("email")} autoComplete="username" isRequired />
        <Field
          name="password"
          type="password"
          label={t("password")}
          hint={t("passwordHint", { minimum: PASSWORD_CHARACTERS_MIN })}
          autoComplete="new-password"
          isRequired
        />
        <Field name="passwordAgain" type="password" label={t("passwordAgain")} autoComplete="new-password" isRequired />
        <SubmitButton>{t("setup.submit")}</SubmitButton>
      </Form>
    </Stack>
  );
}
