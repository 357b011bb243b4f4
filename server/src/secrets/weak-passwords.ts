import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

/** Beyond it a password is judged by its beginning: the time that it takes grows with the square of its length. */
const MOST_LETTERS = 64;
/** Fewer than a million guesses: those who guess here together make as many within a day. */
const LEAST_SCORE = 2;
/** What people here begin with, and no list of English words has. */
const HERE = [
  'kaitong',
  '开通',
  'woaini',
  'woaiwojia',
  'zhongguo',
  'beijing',
  'shexiangtou',
  '5201314',
  '1314520',
  '我爱你',
];

let judge: Promise<ZxcvbnFactory> | undefined;

/**
 * Whether a password is one of those that are tried first; `about` is what is known of its owner. The lists take 80 MB and
 * half a second, and are loaded with the first password that is judged.
 */
export async function isWeakPassword(password: string, about: readonly string[]): Promise<boolean> {
  judge ??= loadJudge();
  const text = password.normalize('NFKC').slice(0, MOST_LETTERS);
  const { score } = (await judge).check(text, [...about, ...HERE]);
  return score < LEAST_SCORE;
}

async function loadJudge(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  const dictionary = { ...common.dictionary, ...english.dictionary };
  return new ZxcvbnFactory({ dictionary, graphs: common.adjacencyGraphs });
}
