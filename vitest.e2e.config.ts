import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest begins first, the longest of all before the others: minutes of waiting, beside which the rest fits. */
const LONGEST = [
  '/dev/e2e/conformance/faults-time.',
  '/dev/e2e/conformance/faults-lines.',
  '/dev/e2e/browser/story.',
  '/dev/e2e/browser/every-page.',
  '/dev/e2e/conformance/',
  '/dev/e2e/judge/corpus',
  '/dev/e2e/service/kill.',
];

/** Restarts a server every few seconds, which takes far longer beside what keeps the processor busy. */
const LAST = '/dev/e2e/service/killed-activations.';

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      if (moduleId.includes(LAST)) return LONGEST.length + 1;
      const at = LONGEST.findIndex((name) => moduleId.includes(name));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

/** The wider suites: they need programs beside Node (a browser, Debian's camera tools), see scripts/test-wide.ts. */
export default defineConfig({
  test: {
    include: ['dev/e2e/**/*.e2e.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: './scripts/vitest-setup.ts',
    pool: 'forks',
    isolate: false, // what is imported is imported once in a worker; see vitest.config.ts
    environment: './scripts/vitest-environment.ts',
    experimental: { viteModuleRunner: false, nodeLoader: false },
    maxWorkers: 3, // each starts a whole Kaitong and mostly waits for cameras and pages
    maxConcurrency: 16, // cameras that go through the extended test side by side
    sequence: { sequencer: LongestFirst },
    // A machine that is shared can starve a camera or a browser; a test that fails twice is wrong. Locally the first counts.
    retry: process.env.CI ? 1 : 0,
    expect: { poll: { timeout: 30_000 } }, // vitest's own second is over before a busy machine has looked twice
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
