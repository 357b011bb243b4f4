// Loaded by `--import` into every process of a program that is measured, which itself knows nothing of it: keeps in a file how
// many statements the process sent, begin and commit too. The file is whole whenever the process is killed. What a session
// begins with and that the server is up count as little as in `countStatements`, which counts one process.
import { openSync, writeSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { threadId } from 'node:worker_threads';

const folder = new URL(import.meta.url).searchParams.get('folder') ?? '';
const ASIDE = /UPDATE uptime|^SELECT set_config\('search_path'/;
const NAME = 'kaitong.bench.counting';

/** By schema. */
const tallies = new Map();

function countOne(schema) {
  let tally = tallies.get(schema);
  if (!tally) {
    tally = { file: openSync(path.join(folder, `${schema}.${process.pid}.${threadId}`), 'w'), count: 0 };
    tallies.set(schema, tally);
  }
  tally.count += 1;
  writeSync(tally.file, String(tally.count), 0);
}

globalThis[Symbol.for(NAME)] = ({ prototype }) => {
  const { query } = prototype;
  prototype.query = function (...given) {
    if (!ASIDE.test(String(given[0]?.text ?? given[0])))
      countOne((this.connectionParameters.application_name ?? 'other').replace('kaitong-', ''));
    return query.apply(this, given);
  };
};

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith('/pg/lib/client.js')) return loaded;
    return { ...loaded, source: `${loaded.source}\nglobalThis[Symbol.for('${NAME}')](module.exports);` };
  },
});
