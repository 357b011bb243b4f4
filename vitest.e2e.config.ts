import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A camera goes through all items of the extended test in minutes of waiting; whatever else there is fits beside it. */
const LONGEST = '/dev/e2e/conformance/';

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLongest = ({ moduleId }: TestSpecification): number => (moduleId.includes(LONGEST) ? 1 : 0);
    return (await super.sort(files)).sort((a, b) => isLongest(b) - isLongest(a));
  }
}

/** The wider suites: they need programs beside Node (a browser, Debian's camera tools), see scripts/test-wide.ts. */
export default defineConfig({
  test: {
    include: ['dev/e2e/**/*.e2e.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: './scripts/vitest-setup.ts',
    pool: 'forks',
    maxWorkers: 3, // each starts a whole Kaitong and mostly waits for cameras and pages
    maxConcurrency: 16, // cameras that go through the extended test side by side
    sequence: { sequencer: LongestFirst },
    // A machine that is shared can starve a camera or a browser; a test that fails twice is wrong. Locally the first counts.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
