import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** Fonts and pictures are compressed already; below a packet's size nothing is won. */
const TEXTS = '**/*.{js,css,html,svg,json,yaml}';
const SMALLEST_BYTES = 1024;
/** The highest takes ten times as long for a hundredth of the size. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

/** Puts `.br` and `.gz` beside the built texts, so that the server never compresses while somebody waits. */
export function compressPages(folder: string): void {
  for (const name of globSync(TEXTS, { cwd: folder })) {
    const file = path.join(folder, name);
    if (statSync(file).size < SMALLEST_BYTES) continue;
    const text = readFileSync(file);
    writeFileSync(`${file}.br`, brotliCompressSync(text, BROTLI));
    writeFileSync(`${file}.gz`, gzipSync(text, { level: 9 }));
  }
}
