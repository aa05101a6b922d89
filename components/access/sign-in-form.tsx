"use client";

import { Stack, Title } from "@mantine/core";
import { useTranslations } from "use-intl";
import { Field, SubmitButton } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { signInInputSchema } from "@/lib/access/schema";
import { useSignIn } from "@/lib/queries/session";

/** @param returnTo path of ours to continue with; the page has checked it */
export function SignInForm({ returnTo }: { returnTo: string }) {
  const t = useTranslations("access");
  const { mutate, isPending, isSuccess, error } = useSignIn();
  return (
    <Stack>
      <Title order={1} size="h3">
        {t("signIn.title")}
      </Title>
      <Form
        initialValues={{ email: "", password: "" }}
        schema={signInInputSchema}
        // A whole new page: nothing that was loaded before the sign-in stays.
        // The fragment came along with the redirect to this page: it may hold a shared lab.
        onSubmit={(input) => mutate(input, { onSuccess: () => window.location.assign(`${returnTo}${window.location.hash}`) })}
        isPending={isPending || isSuccess}
        error={error}
      >
        <Field name="email" type="email" label={t("email")} autoComplete="username" isRequired />
        <Field name="password" type="password" label={t("password")} autoComplete="current-password" isRequired />
        <SubmitButton>{t("signIn.submit")}</SubmitButton>
      </Form>
    </Stack>
  );
}
