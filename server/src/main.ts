// The program of a server without its set-up: pages are those that lie where `npm run serve`, or a release, has put them.
// `doctor` after its name tries what its settings name, and starts nothing; `plane-key FILE` makes a plane's key.
import { existsSync } from 'node:fs';
import path from 'node:path';

const [command, ...args] = process.argv.slice(2);
process.exit(
  command === 'doctor' ? await examine() : command === 'plane-key' ? await showPlaneKey() : await serveHere(),
);

async function serveHere(): Promise<number> {
  const { serve } = await import('./program/serve.ts');
  const built = path.resolve(import.meta.dirname, '../../web/dist');
  const pages = existsSync(path.join(built, 'index.html')) ? built : undefined;
  return await serve({ environment: process.env, pages });
}

async function examine(): Promise<number> {
  const { doctor } = await import('./doctor/doctor.ts');
  const { endOnBrokenPipe, errorLine, flushed, line } = await import('./program/output.ts');
  endOnBrokenPipe();
  const code = await doctor({ args, environment: process.env, line, error: errorLine });
  await flushed();
  return code;
}

async function showPlaneKey(): Promise<number> {
  const { planeKey } = await import('./plane-keys/command.ts');
  const { errorLine, flushed, line } = await import('./program/output.ts');
  const code = planeKey({ args, environment: process.env, line, error: errorLine });
  await flushed();
  return code;
}
