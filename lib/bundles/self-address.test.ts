import { expect, test } from "vitest";
import { selfAddressOf } from "./self-address";

test.each([
  ["the explicit port", "http://prometheus.example:9091", "localhost:9091"],
  ["the usual port when the URL names none", "https://prometheus.example/prometheus", "localhost:9090"],
  ["the usual port while a URL is still being typed", "http:/", "localhost:9090"],
])("%s: %s is %s", (_guarantee, url, expected) => {
  expect(selfAddressOf(url)).toBe(expected);
});
