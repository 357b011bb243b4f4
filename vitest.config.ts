import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{contract,core,media,judge,server,device,client,web,dev,scripts}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    pool: 'threads',
    maxWorkers: 2, // most tests wait for a database, a broker or a camera: one worker less than cores leaves them idle
    // Tests wait for events, never for a time; these limits only end what hangs, on a machine that is busy otherwise too.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
