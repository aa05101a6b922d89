import { expect, test } from "vitest";
import type { Deployment } from "@/lib/deployments/schema";
import { filterDeployments, latestByServer } from "./filter-deployments";

const deployment = (id: string, name: string, status: Deployment["status"]) => ({
  id,
  server: { id: `id-${name}`, name },
  status,
});
const ROWS = [deployment("3", "main", "live"), deployment("2", "edge", "rejected"), deployment("1", "main", "rejected")];

test.each([
  ["no filter keeps all", { server: null, status: null }, ["3", "2", "1"]],
  ["by server", { server: "main", status: null }, ["3", "1"]],
  ["by status", { server: null, status: "rejected" }, ["2", "1"]],
  ["by both", { server: "main", status: "rejected" }, ["1"]],
  ["a status that does not exist keeps none", { server: null, status: "exploded" }, []],
])("filter: %s", (_guarantee, filter, expected) => {
  expect(filterDeployments(ROWS, filter).map(({ id }) => id)).toEqual(expected);
});

test("the latest deployment of a server is the first one listed", () => {
  expect([...latestByServer(ROWS)].map(([server, { id }]) => [server, id])).toEqual([
    ["id-main", "3"],
    ["id-edge", "2"],
  ]);
});
