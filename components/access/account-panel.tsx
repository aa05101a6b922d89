"use client";

import { Paper, SegmentedControl, Stack, Text, Title, useMantineColorScheme } from "@mantine/core";
import { useMounted } from "@mantine/hooks";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { COLOUR_SCHEMES } from "@/components/app-shell/colour-scheme-switch";
import { useLanguage } from "@/components/app-shell/language-switch";
import { Field, SubmitButton } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { PageHeader } from "@/components/ui/page-header";
import { useToast } from "@/components/ui/use-toast";
import { PASSWORD_CHARACTERS_MIN } from "@/lib/access/schema";
import { isLocale, LOCALES } from "@/lib/i18n/locales";
import { useChangePassword } from "@/lib/queries/session";
import { passwordFormSchema } from "./password-forms";
import { PeopleCard } from "./people-card";

const EMPTY = { currentPassword: "", newPassword: "", passwordAgain: "" };

/** The signed-in person's own settings. */
export function AccountPanel({ email }: { email: string }) {
  const t = useTranslations("access.account");
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle", { email })} />
      <Stack maw={560} gap="lg">
        <PasswordCard email={email} />
        <PreferencesCard />
        <PeopleCard />
      </Stack>
    </>
  );
}

function PasswordCard({ email }: { email: string }) {
  const t = useTranslations("access");
  const toast = useToast();
  const { mutate, isPending, error } = useChangePassword();
  // A new key empties the form once the password is changed.
  const [round, setRound] = useState(0);
  return (
    <Paper withBorder p="lg">
      <Stack>
        <Title order={2} size="h4">
          {t("account.password")}
        </Title>
        <Form
          key={round}
          initialValues={EMPTY}
          schema={passwordFormSchema}
          onSubmit={(input) =>
            mutate(input, {
              onSuccess: () => {
                toast.done(t("account.passwordChanged"));
                setRound(round + 1);
              },
            })
          }
          isPending={isPending}
          error={error}
        >
          {/* Password managers file a changed password under the name that the form shows. */}
          <input type="text" name="username" autoComplete="username" defaultValue={email} hidden readOnly />
          <Field name="currentPassword" type="password" label={t("currentPassword")} autoComplete="current-password" isRequired />
          <Field
            name="newPassword"
            type="password"
            label={t("newPassword")}
            hint={t("passwordHint", { minimum: PASSWORD_CHARACTERS_MIN })}
            autoComplete="new-password"
            isRequired
          />
          <Field name="passwordAgain" type="password" label={t("passwordAgain")} autoComplete="new-password" isRequired />
          <Text size="sm" c="dimmed">
            {t("account.otherSessions")}
          </Text>
          <SubmitButton>{t("account.changePassword")}</SubmitButton>
        </Form>
      </Stack>
    </Paper>
  );
}

function PreferencesCard() {
  const t = useTranslations();
  const { locale, changeTo } = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const isMounted = useMounted();
  return (
    <Paper withBorder p="lg">
      <Stack>
        <Title order={2} size="h4">
          {t("access.account.preferences")}
        </Title>
        <Text size="sm" c="dimmed">
          {t("access.account.preferencesHint")}
        </Text>
        <SegmentedControl
          aria-label={t("shell.language.label")}
          value={locale}
          onChange={(next) => isLocale(next) && changeTo(next)}
          data={LOCALES.map((value) => ({ value, label: t(`shell.language.${value}`) }))}
        />
        <SegmentedControl
          aria-label={t("shell.scheme.label")}
          value={isMounted ? colorScheme : "auto"}
          onChange={(next) => setColorScheme(COLOUR_SCHEMES.find((scheme) => scheme === next) ?? "auto")}
          data={COLOUR_SCHEMES.map((value) => ({ value, label: t(`shell.scheme.${value}`) }))}
        />
      </Stack>
    </Paper>
  );
}
