// `npm run serve`: a server without a demonstration. Pages and the judge's programs are built first where their sources have
// changed since; after that `node server/src/main.ts` starts any number of processes.
import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { buildJudge } from './build-judge.ts';
import { buildWeb } from './build-web.ts';
import { root } from './command.ts';

process.env.NODE_COMPILE_CACHE ??= path.join(root, '.runtime/compiled');
enableCompileCache(process.env.NODE_COMPILE_CACHE);
await buildWeb(() => process.stderr.write('Building the pages\n'));
await buildJudge();
await import('@kaitong/server/main');
