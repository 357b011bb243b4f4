import type { Language } from '@kaitong/contract';

/**
 * To the stage, with what signs the console and the phone in there: behind the `#`, so that the room's server, which is no
 * part of the platform, never sees it.
 */
export function stageLink(
  roomUrl: string,
  language: Language,
  [console, app]: readonly [console: string | undefined, app: string | undefined],
): string | undefined {
  if (console === undefined || app === undefined) return undefined;
  const brought = new URLSearchParams({ console: tokenOf(console), app: tokenOf(app) });
  return `${roomUrl}/stage?lang=${language}#${brought}`;
}

const tokenOf = (link: string): string => new URLSearchParams(new URL(link).hash.slice(1)).get('token') ?? '';
