"use client";

import { Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { approvalListQuery } from "@/lib/queries/guards";
import { ApprovalCard, approvalState } from "./approval-card";
import { FreezeSection } from "./freeze-section";

const DECIDED_SHOWN = 20;

/** What keeps deployments back: requests that wait for a second person, and freezes. */
export function GuardsPage({ userId }: { userId: string }) {
  const t = useTranslations("guards");
  const approvals = useQuery(approvalListQuery());
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle")} />
      <Stack gap="xl">
        <QueryBoundary query={approvals}>
          {(list) => {
            const waiting = list.filter((approval) => approvalState(approval, Date.now()) === "waiting");
            const decided = list.filter((approval) => !waiting.includes(approval)).slice(0, DECIDED_SHOWN);
            return (
              <>
                <Section title={t("approval.waiting")} none={t("approval.noneWaiting")} isEmpty={waiting.length === 0}>
                  {waiting.map((approval) => (
                    <ApprovalCard key={approval.id} approval={approval} userId={userId} />
                  ))}
                </Section>
                {decided.length > 0 && (
                  <Section title={t("approval.decidedTitle")} none="" isEmpty={false}>
                    {decided.map((approval) => (
                      <ApprovalCard key={approval.id} approval={approval} userId={userId} />
                    ))}
                  </Section>
                )}
              </>
            );
          }}
        </QueryBoundary>
        <FreezeSection />
      </Stack>
    </>
  );
}

type SectionProps = { title: string; none: string; isEmpty: boolean; children: React.ReactNode };

function Section({ title, none, isEmpty, children }: SectionProps) {
  return (
    <Stack component="section" gap="sm" maw={860} aria-label={title}>
      <Title order={2} size="h4">
        {title}
      </Title>
      {isEmpty ? <Text c="dimmed">{none}</Text> : children}
    </Stack>
  );
}
