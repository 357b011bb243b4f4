import { defineConfig } from 'vitest/config';

/** The wider suites: they need programs beside Node (a browser, Debian's camera tools), see scripts/test-wide.ts. */
export default defineConfig({
  test: {
    include: ['dev/e2e/**/*.e2e.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: './scripts/vitest-setup.ts',
    pool: 'forks',
    fileParallelism: false, // each starts a whole Kaitong with its cameras, and some print how long things take
    // A machine that is shared can starve a camera or a browser; a test that fails twice is wrong. Locally the first counts.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
