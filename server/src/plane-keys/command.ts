import { createPrivateKey } from 'node:crypto';
import { type Language, pickLanguage } from '@kaitong/contract/languages';
import type { Environment } from '../config.ts';
import { makePlaneKey, PlaneKeyError, publicPartOf, readPlaneKey } from './keys.ts';

const USAGE: Record<Language, string> = {
  en: 'Usage: plane-key FILE — makes a plane’s private key in a new file, or takes the one that is there, and prints the public key for the other planes. Exit codes: 0 printed, 1 no usable file, 64 wrong usage.',
  'zh-CN':
    '用法：plane-key 文件 —— 生成控制面或区域的私钥文件；文件已存在则直接使用。随后输出公钥，供对方配置。退出码：0 已输出，1 文件不可用，64 用法有误。',
};
const EXIT_USAGE = 64;

type Command = {
  args: readonly string[];
  environment: Environment;
  line(text: string): void;
  error(text: string): void;
};

/** Prints what the other planes are told of a key; the key itself leaves its file never. Answers with the exit code. */
export function planeKey({ args, environment, line, error }: Command): number {
  const [file, ...more] = args;
  if (file === undefined || file.startsWith('-') || more.length > 0) {
    error(USAGE[pickLanguage(environment.LC_ALL || environment.LC_MESSAGES || environment.LANG)]);
    return EXIT_USAGE;
  }
  try {
    makeUnlessThere(file);
    line(publicPartOf(createPrivateKey(readPlaneKey(file))));
    return 0;
  } catch (reason) {
    if (!(reason instanceof PlaneKeyError) && !(reason as NodeJS.ErrnoException).code) throw reason;
    error((reason as Error).message);
    return 1;
  }
}

function makeUnlessThere(file: string): void {
  try {
    makePlaneKey(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
