import { start } from './start/main.ts';

await start(process.argv.slice(2));
