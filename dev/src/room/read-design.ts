import { readFile } from 'node:fs/promises';
import path from 'node:path';

const FILES = /^\/(?:design\.css|assets\/[\w-]+\.woff2)$/;
const TYPES: Record<string, string> = { '.css': 'text/css; charset=utf-8', '.woff2': 'font/woff2' };

/** The platform's colours and fonts, from where its pages are built; `undefined` where there is no such file. */
export async function readDesign(
  pages: string | undefined,
  pathname: string,
): Promise<{ status: number; type: string; body: Uint8Array } | undefined> {
  const type = TYPES[path.extname(pathname)];
  if (pages === undefined || type === undefined || !FILES.test(pathname)) return undefined;
  const body = await readFile(path.join(pages, pathname)).catch(() => undefined);
  return body && { status: 200, type, body };
}
