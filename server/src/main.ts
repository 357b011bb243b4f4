// The program of a server without its set-up: pages are those that lie where `npm run serve`, or a release, has put them.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { serve } from './program/serve.ts';

const built = path.resolve(import.meta.dirname, '../../web/dist');
const pages = existsSync(path.join(built, 'index.html')) ? built : undefined;
process.exit(await serve({ environment: process.env, pages }));
