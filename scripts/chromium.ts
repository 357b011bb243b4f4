import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './command.ts';

/** The one without windows of its own first: it needs half the processor time. */
const SYSTEM = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
/** Root may not use Chromium's sandbox, and a machine without a display has no GPU to offer. */
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'];

/** How Playwright is to launch it. */
export type Chromium = { executablePath: string; args: string[]; env?: Record<string, string | undefined> };

/** A Chromium: the one that `KAITONG_CHROMIUM` names, the system's, or the one inside an npm package. */
export async function findChromium(): Promise<Chromium> {
  const found = [process.env.KAITONG_CHROMIUM, ...SYSTEM].find((file) => file !== undefined && existsSync(file));
  if (found) return { executablePath: found, args: ARGS };
  const { executablePath, env } = await unpack();
  return { executablePath, args: ARGS, env: { ...process.env, ...env } };
}

async function unpack(): Promise<{ executablePath: string; env: Record<string, string> }> {
  const folder = path.join(root, 'node_modules/.kaitong/chromium');
  mkdirSync(folder, { recursive: true });
  const { TMPDIR } = process.env;
  process.env.TMPDIR = folder; // where the package unpacks to
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs20.x'; // without it the package leaves its libraries packed
  const { default: packed } = await import('@sparticuz/chromium');
  const executablePath = await packed.executablePath();
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  return {
    executablePath,
    env: { LD_LIBRARY_PATH: path.join(folder, 'al2023/lib'), FONTCONFIG_PATH: path.join(folder, 'fonts') },
  };
}
