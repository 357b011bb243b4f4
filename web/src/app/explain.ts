import { ProblemError } from '@kaitong/contract';
import { PasskeyFailed } from '../api/passkeys.ts';
import type { Text } from './texts/index.ts';

/** What a person reads about a failure. `code` is for the search box and the support ticket. */
export type Explained = { title: string; remedy: string; code: string };

/** Any failure. A refusal comes with its words in the reader's language; the app carries none of them, to load quickly. */
export function explain(error: unknown, t: Text): Explained {
  if (error instanceof ProblemError) {
    const { title, detail, status, code } = error.problem;
    // Without a detail it is not our server's answer, but that of something in between which cannot reach it.
    if (detail === undefined) return unreachable(t, `http_${status}`);
    return { title, remedy: detail, code };
  }
  if (error instanceof PasskeyFailed)
    return {
      title: t(`passkeys.${error.reason}`),
      remedy: t(`passkeys.${error.reason}Text`),
      code: `passkey_${error.reason}`,
    };
  if (isOutage(error)) return unreachable(t, 'server_unreachable');
  return { title: t('broken.title'), remedy: t('broken.text'), code: 'page_failed' };
}

const unreachable = (t: Text, code: string): Explained => ({
  title: t('unreachable.title'),
  remedy: t('unreachable.text'),
  code,
});

/** fetch and import say so by a TypeError, each browser in its own words; Vite's helper for style sheets by an Error. */
const isOutage = (error: unknown): boolean =>
  (error instanceof TypeError && /fetch|load|network|import/i.test(error.message)) ||
  (error instanceof Error && error.message.startsWith('Unable to preload'));
