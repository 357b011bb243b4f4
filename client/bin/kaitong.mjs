#!/usr/bin/env node
import { runBin } from '../../scripts/bin.mjs';

await runBin('kaitong', import.meta.url, '../src/cli.ts', async () => {
  if (process.argv[2] !== 'check') return;
  const { buildJudge } = await import('../../scripts/build-judge.ts');
  await buildJudge().catch(() => {}); // of somebody else's folder: the sources do, too, in more time
});
