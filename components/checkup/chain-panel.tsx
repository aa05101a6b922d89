"use client";

import { Alert, Badge, Button, Code, Group, Paper, Stack, Text } from "@mantine/core";
import { IconPin, IconShieldQuestion } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { CopyBlock } from "@/components/ui/copy-block";
import { RelativeTime } from "@/components/ui/relative-time";
import type { PresentedCertificate, PresentedChain } from "@/lib/clusters/checkup-schema";
import styles from "./chain-panel.module.css";
import { fingerprintCommands } from "./remedies";

type ChainPanelProps = {
  chain: PresentedChain;
  endpoint: { readonly host: string; readonly port: string | number };
  /** The certificate is not trusted as things are: pinning is what helps. */
  isInDoubt: boolean;
  /** Fills the CA field; absent where there is no form. */
  onPin?: (pem: string) => void;
};

/** What the other side presented, leaf first, and the careful way to trust it. */
export function ChainPanel({ chain, endpoint, isInDoubt, onPin }: ChainPanelProps) {
  const t = useTranslations("checkup.chain");
  return (
    <Stack gap="xs">
      {chain.certificates.map((certificate, index) => (
        <Certificate key={certificate.fingerprint} certificate={certificate} isLeaf={index === 0} />
      ))}
      {isInDoubt && chain.pin !== null && (
        <Alert color="orange" icon={<IconShieldQuestion aria-hidden />} title={t("pinTitle")}>
          <Stack gap="xs">
            <Text size="sm">{t("pinText")}</Text>
            {fingerprintCommands(endpoint).map((command) => (
              <CopyBlock key={command} text={command} />
            ))}
            <Text size="sm">
              {t("pinFingerprint")}
              <br />
              <Code className={styles.fingerprint}>{chain.pin.fingerprint}</Code>
            </Text>
            {onPin === undefined ? <Text size="sm">{t("pinInSettings")}</Text> : <PinButton pem={chain.pin.pem} onPin={onPin} />}
          </Stack>
        </Alert>
      )}
    </Stack>
  );
}

function PinButton({ pem, onPin }: { pem: string; onPin: (pem: string) => void }) {
  const t = useTranslations("checkup.chain");
  const [isPinned, setPinned] = useState(false);
  const pin = () => {
    onPin(pem);
    setPinned(true);
  };
  return (
    <Group gap="xs">
      <Button size="xs" variant="default" leftSection={<IconPin size={14} aria-hidden />} onClick={pin}>
        {t("pin")}
      </Button>
      <Text size="sm" role="status">
        {isPinned && t("pinned")}
      </Text>
    </Group>
  );
}

function Certificate({ certificate, isLeaf }: { certificate: PresentedCertificate; isLeaf: boolean }) {
  const t = useTranslations("checkup.chain");
  const { subject, issuer, names, notAfter, fingerprint, isSelfSigned, isAuthority, isInGivenCa } = certificate;
  const rank = isAuthority ? "authority" : "other";
  return (
    <Paper withBorder p="xs">
      <Group gap="xs" mb={4}>
        <Text size="sm" fw={600}>
          {t(isLeaf ? "leaf" : rank)}
        </Text>
        {isInGivenCa && <Badge variant="light">{t("trusted")}</Badge>}
        {isSelfSigned && (
          <Badge variant="light" color="gray">
            {t("selfSigned")}
          </Badge>
        )}
      </Group>
      <dl className={styles.facts}>
        <dt>{t("subject")}</dt>
        <dd>{subject}</dd>
        <dt>{t("issuer")}</dt>
        <dd>{issuer}</dd>
        {isLeaf && (
          <>
            <dt>{t("names")}</dt>
            <dd>{names.length === 0 ? t("noNames") : names.join(", ")}</dd>
          </>
        )}
        <dt>{t("valid")}</dt>
        <dd>{t.rich(Date.parse(notAfter) < Date.now() ? "ended" : "until", { time: () => <RelativeTime at={notAfter} /> })}</dd>
        <dt>{t("fingerprint")}</dt>
        <dd className={styles.fingerprint}>{fingerprint}</dd>
      </dl>
    </Paper>
  );
}
