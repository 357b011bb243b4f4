import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:tls';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import { findChromium } from '../../../scripts/chromium.ts';

/**
 * @param trusted a server whose certificate it takes although it knows no authority for it; any other is refused as ever
 * @param flags what else it is started with
 */
export async function launchChromium(trusted?: string, flags: readonly string[] = []): Promise<Browser> {
  const { args, ...found } = await findChromium();
  const trusting = trusted === undefined ? [] : [`--ignore-certificate-errors-spki-list=${await keyOf(trusted)}`];
  return await chromium.launch({ ...found, args: [...args, ...trusting, ...flags] });
}

const WHOLE = '/usr/bin/chromium';
/** The Chromium that shows notifications and keeps pages for going back; the one without windows does neither. */
export const wholeChromium = existsSync(WHOLE) ? WHOLE : undefined;
export const canNotify = wholeChromium !== undefined;

/** With a profile of its own, as a phone has one: nothing can be installed from a private window. */
export async function openNotifying(profile: string, options: BrowserContextOptions): Promise<BrowserContext> {
  const { args } = await findChromium();
  return await chromium.launchPersistentContext(profile, { ...options, executablePath: WHOLE, args });
}

/** SHA-256 of the key that the server presents, in base64. */
async function keyOf(url: string): Promise<string> {
  const { hostname: host, port } = new URL(url);
  const socket = connect({ host, port: Number(port) });
  await once(socket, 'secureConnect');
  const spki = socket.getPeerX509Certificate()?.publicKey.export({ type: 'spki', format: 'der' }) ?? '';
  socket.destroy();
  return createHash('sha256').update(spki).digest('base64');
}
