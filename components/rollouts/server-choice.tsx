"use client";

import { Anchor, Checkbox, Group, Text } from "@mantine/core";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { SyncCell } from "@/components/servers/server-list";
import { type Column, DataTable } from "@/components/ui/data-table";
import type { Server } from "@/lib/servers/schema";

type ServerChoiceProps = {
  servers: readonly Server[];
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
};

/** Which servers: a tick each, whatever is searched for. */
export function ServerChoice({ servers, chosen, onChoose }: ServerChoiceProps) {
  const t = useTranslations("rollouts");
  const columns = useMemo<readonly Column<Server>[]>(
    () => [
      {
        id: "server",
        header: t("column.server"),
        sortKey: ({ name }) => name,
        cell: ({ id, name, url }) => (
          <Checkbox
            label={name}
            description={url}
            checked={chosen.has(id)}
            onChange={(event) => {
              const others = [...chosen].filter((other) => other !== id);
              onChoose(new Set(event.currentTarget.checked ? [...others, id] : others));
            }}
          />
        ),
      },
      {
        id: "clusters",
        header: t("column.clusters"),
        sortKey: ({ clusters }) => clusters.length,
        cell: ({ clusters }) => clusters.length,
      },
      { id: "sync", header: t("column.sync"), cell: (server) => <SyncCell server={server} /> },
    ],
    [t, chosen, onChoose],
  );
  return (
    <>
      <Group gap="md" mb="xs">
        <Text size="sm" role="status">
          {t("chosen", { count: chosen.size })}
        </Text>
        <Choose text={t("chooseAll", { count: servers.length })} onClick={() => onChoose(new Set(servers.map(({ id }) => id)))} />
        <Choose text={t("chooseNone")} onClick={() => onChoose(new Set())} />
      </Group>
      <DataTable
        caption={t("servers")}
        columns={columns}
        rows={servers}
        rowKey={({ id }) => id}
        textOf={({ name, url, clusters }) => [name, url, ...clusters.map((cluster) => cluster.name)].join(" ")}
        defaultSort="server"
      />
    </>
  );
}

function Choose({ text, onClick }: { text: string; onClick: () => void }) {
  return (
    <Anchor component="button" type="button" size="sm" mih={24} onClick={onClick}>
      {text}
    </Anchor>
  );
}
