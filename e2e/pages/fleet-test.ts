import { test as fixtures } from "@/e2e/fixtures";
import { type SampleFleet, startSampleFleet } from "@/e2e/support/sample-fleet";

/** Pages open on a Promfleet in use, which all tests of a worker share and none changes. */
export const fleetTest = fixtures.extend<object, { fleet: SampleFleet }>({
  fleet: [
    async ({ prometheusLine }, use) => {
      const fleet = await startSampleFleet(prometheusLine);
      await use(fleet);
      await fleet.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: ({ fleet }, use) => use(fleet.app.url),
  storageState: ({ fleet }, use) => use(fleet.client.storageState()),
  // The answer 404 of the missing page stands in the console as an error.
  allowedConsoleErrors: ({ fleet }, use) => use([new RegExp(`status of 404 .*\\(${fleet.app.url}/no-such-page\\)`)]),
});
