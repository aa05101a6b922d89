"use client";

import { Grid, Stack, Text, Title } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { Cluster } from "@/lib/clusters/schema";
import { ObjectDiagnosis } from "./object-diagnosis";
import { ObjectFinder } from "./object-finder";
import { useDoctorPlace } from "./use-doctor-place";

/** "Why is this not scraped, or down?": look for an object, see what each job of the cluster makes of it. */
export function TargetDoctor({ cluster }: { cluster: Cluster }) {
  const t = useTranslations("targetDoctor");
  const { place, change } = useDoctorPlace();
  return (
    <Stack gap="lg">
      <div>
        <Title order={2} size="h4">
          {t("title")}
        </Title>
        <Text c="dimmed" maw={760}>
          {t("subtitle")}
        </Text>
      </div>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 4 }}>
          <ObjectFinder clusterId={cluster.id} place={place} onChange={change} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 8 }}>
          <ObjectDiagnosis cluster={cluster} object={place.object} />
        </Grid.Col>
      </Grid>
    </Stack>
  );
}
