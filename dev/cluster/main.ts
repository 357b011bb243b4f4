// The engines of a platform that has outgrown one machine, on this one: to try a server on them by hand.
// Usage: node dev/cluster/main.ts (as root, with the Debian packages that .ci/run names for the suite `cluster`)
import { once } from 'node:events';
import { startPatroni } from './patroni.ts';

const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
await using postgres = await startPatroni();
process.stdout.write(
  `KAITONG_DATABASE_URL=${postgres.url}\n${await postgres.leader()} leads; logs are in ${postgres.folder}.\n`,
);
await interrupted;
