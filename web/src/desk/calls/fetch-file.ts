import { Problem, ProblemError } from '@kaitong/contract';
import { learnFromReply } from '../../api/learn-from-reply.ts';
import { shownLanguage } from '../../i18n/texts.ts';

/** It is put together for us, and may come over a slow line. */
const LONGEST_MS = 120_000;

/** A file that the server makes of what it is given, by the page's own origin. Throws as a call of the contract does. */
export async function fetchFile(path: string, given?: Blob): Promise<{ name: string; content: Blob }> {
  const response = await fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    headers: {
      'accept-language': shownLanguage(),
      ...(given === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(given === undefined ? {} : { body: given }),
    signal: AbortSignal.timeout(LONGEST_MS),
  });
  learnFromReply(response.headers);
  if (response.ok) return { name: nameOf(response.headers), content: await response.blob() };
  const problem = Problem.safeParse(await response.json().catch(() => undefined));
  throw problem.success ? new ProblemError(problem.data) : new TypeError(`${path} answered ${response.status}`);
}

const nameOf = (headers: Headers): string =>
  decodeURIComponent(/filename\*=UTF-8''(\S+)$/.exec(headers.get('content-disposition') ?? '')?.[1] ?? 'file');
