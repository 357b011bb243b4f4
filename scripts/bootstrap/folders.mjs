import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the clone: its real path, also when a link led here. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const runtimeFolder = path.join(root, '.runtime');
