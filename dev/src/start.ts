import { enableCompileCache } from 'node:module';
import path from 'node:path';

// Some thousand files are compiled once and not at every start, here and in the programs that are started from here.
const compiled = path.resolve(import.meta.dirname, '../../.runtime/compiled');
process.env.NODE_COMPILE_CACHE ??= compiled;
enableCompileCache(process.env.NODE_COMPILE_CACHE);
const { start } = await import('./start/main.ts');
await start(process.argv.slice(2));
