#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { runBin } from '../../scripts/bin.mjs';
import { handOver } from '../../scripts/bootstrap/hand-over.mjs';

// Who waits for a camera's next packet holds one of libuv's threads, of which there are four: that many cameras that say
// nothing would stop all others, and every file. The number is read once, before any of this program runs.
if (process.env.UV_THREADPOOL_SIZE === undefined) {
  process.env.UV_THREADPOOL_SIZE = '64';
  handOver(process.execPath, [fileURLToPath(import.meta.url), ...process.argv.slice(2)]);
} else {
  await runBin('kaitong-bridge', import.meta.url, '../bridge/cli.ts');
}
