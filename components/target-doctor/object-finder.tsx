"use client";

import { SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ProblemList } from "@/components/ui/problem-list";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { objectSearchQuery } from "@/lib/queries/target-doctor";
import { OBJECT_KINDS, type ObjectKind, type ObjectMatches } from "@/lib/target-doctor/schema";
import { ObjectList } from "./object-list";
import type { DoctorPlace } from "./use-doctor-place";

const SETTLED_AFTER_MS = 300;

type ObjectFinderProps = { clusterId: string; place: DoctorPlace; onChange: (next: Partial<DoctorPlace>) => void };

/** Finds pods, services and nodes of a cluster while their name is typed. */
export function ObjectFinder({ clusterId, place, onChange }: ObjectFinderProps) {
  const t = useTranslations("targetDoctor.find");
  const { kind } = place;
  // What is typed is here at once; the URL and the cluster follow when it rests.
  const [text, setText] = useState(place.text);
  const [namespace, setNamespace] = useState(place.namespace);
  const [search] = useDebouncedValue(
    { kind, text: text.trim().toLowerCase(), namespace: kind === "node" || namespace === "" ? null : namespace.trim() },
    SETTLED_AFTER_MS,
  );
  const query = useQuery({ ...objectSearchQuery(clusterId, search), placeholderData: keepPreviousData });
  return (
    <Stack gap="sm" component="section" aria-label={t("label")}>
      <SegmentedControl
        aria-label={t("kind")}
        data={OBJECT_KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
        value={kind}
        onChange={(value) => onChange({ kind: value as ObjectKind, object: null })}
      />
      <TextInput
        type="search"
        label={t("name")}
        placeholder={t("namePlaceholder")}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => onChange({ text })}
      />
      {kind !== "node" && (
        <TextInput
          label={t("namespace")}
          placeholder={t("namespacePlaceholder")}
          value={namespace}
          onChange={(event) => setNamespace(event.currentTarget.value)}
          onBlur={() => onChange({ namespace })}
        />
      )}
      <QueryBoundary query={query} skeletonRows={6}>
        {(found) => (
          <Found
            found={found}
            selected={place.object}
            onSelect={(object) => onChange({ text, namespace, kind: object.kind, object })}
          />
        )}
      </QueryBoundary>
    </Stack>
  );
}

type FoundProps = {
  found: ObjectMatches;
  selected: DoctorPlace["object"];
  onSelect: (object: ObjectMatches["objects"][number]) => void;
};

function Found({ found, selected, onSelect }: FoundProps) {
  const t = useTranslations("targetDoctor.find");
  const { objects, read, total, isComplete, problems } = found;
  return (
    <>
      {problems.length > 0 && <ProblemList problems={problems} />}
      <Text size="sm" c="dimmed" role="status">
        {t("count", { count: objects.length })}
        {!isComplete && problems.length === 0 && ` ${t("partial", { read, total: total ?? -1, known: String(total !== null) })}`}
      </Text>
      {objects.length > 0 && <ObjectList objects={objects} selected={selected} onSelect={onSelect} />}
    </>
  );
}
