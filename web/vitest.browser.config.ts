import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defaultClientConditions } from 'vite';
import { defineConfig } from 'vitest/config';
import { findChromium } from '../scripts/chromium.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The suite `components` of `npm run test:wide`: pages and their parts in Chromium, the server faked at the API. */
export default defineConfig({
  root: at('.'),
  plugins: [react()],
  resolve: { conditions: ['page', ...defaultClientConditions] }, // as pages are built
  cacheDir: at('../node_modules/.cache/web-components'),
  // What is met first in the middle of a run would be bundled then, and reload the page under the test.
  optimizeDeps: {
    entries: ['src/**/*.browser.tsx', 'src/{console,operator,app}/main.tsx'],
    include: ['react/jsx-dev-runtime', 'vitest-browser-react'],
  },
  test: {
    include: ['src/**/*.browser.tsx'],
    setupFiles: ['src/testing/setup.ts'],
    fileParallelism: false, // one page at a time has the focus
    retry: process.env.CI ? 1 : 0,
    testTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      viewport: { width: 1280, height: 800 },
      provider: playwright({ launchOptions: await findChromium(), actionTimeout: 15_000 }),
      instances: [{ browser: 'chromium' }],
    },
  },
});
