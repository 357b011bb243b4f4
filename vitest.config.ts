import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { defineConfig } from 'vitest/config';

// Of every worker: most of what a test makes is garbage soon, and costs a quarter less when it is collected less often.
setFlagsFromString('--max-semi-space-size=32');

export default defineConfig({
  test: {
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: './scripts/vitest-setup.ts',
    pool: 'threads',
    maxWorkers: 4, // most tests wait for a database, a camera or a process: with as many workers as cores, half the time is idle
    // What is imported is imported once in a worker, and stays compiled: with a fresh world for each file, more than half of
    // the processor's time went into that. So a test that changes what all share (the environment, a module's state) puts
    // it back.
    isolate: false,
    // For the Node processes that tests start: what they import is compiled once.
    env: { NODE_COMPILE_CACHE: path.join(import.meta.dirname, 'node_modules/.cache/compiled') },
    // Tests wait for events, never for a time; these limits only end what hangs, on a machine that is busy otherwise too.
    // A machine that is shared can starve a camera or a browser; a test that fails twice is wrong. Locally the first counts.
    retry: process.env.CI ? 1 : 0,
    expect: { poll: { timeout: 30_000 } }, // vitest's own second is over before a busy machine has looked twice
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: './scripts/vitest-environment.ts',
          include: ['{contract,core,media,judge,server,device,client,dev,scripts}/**/*.test.ts'],
          // Node runs these as they are, and so do their tests: what Vite makes of a module reads every imported name through
          // a getter, which costs a sixth of the processor's time.
          experimental: { viteModuleRunner: false, nodeLoader: false },
        },
      },
      { extends: true, test: { name: 'web', include: ['web/**/*.test.{ts,tsx}'] } },
    ],
  },
});
