import { parseArgs } from 'node:util';
import { type Language, pickLanguage } from '@kaitong/contract/languages';
import type { Environment } from '../config.ts';
import { EXIT_SETTINGS } from '../program/explain-failure.ts';
import { type ExamineOptions, examine, readOrFind, secretsOf } from './examine.ts';
import { type Finding, type FindingCode, VERDICTS, type Verdict } from './findings.ts';
import { en } from './texts.en.ts';
import { zhCN } from './texts.zh-CN.ts';

export type DoctorOptions = ExamineOptions & {
  args: readonly string[];
  environment: Environment;
  line(text: string): void;
  error(text: string): void;
};

const TEXTS: Record<Language, Record<FindingCode, string>> = { en, 'zh-CN': zhCN };
const WORDS: Record<Language, Record<Verdict, string>> = {
  en: { ok: 'ok   ', warns: 'warns', fails: 'FAILS' },
  'zh-CN': { ok: '正常', warns: '注意', fails: '异常' },
};
const USAGE: Record<Language, string> = {
  en: 'Usage: doctor [--json] — tries what the settings name: folders, database, object store, certificates, broker, planes in other places. Exit codes: 0 nothing fails, 1 something fails, 64 wrong usage, 78 wrong settings.',
  'zh-CN':
    '用法：doctor [--json] —— 逐项检查配置所指的目录、数据库、对象存储、证书、MQTT 服务以及部署在别处的控制面和区域。退出码：0 没有异常，1 有异常，64 用法有误，78 配置有误。',
};
const EXIT_USAGE = 64;

/** Tries an installation and says a line for each thing as soon as it is known. Answers with the exit code. */
export async function doctor({ args, environment, line, error, ...options }: DoctorOptions): Promise<number> {
  const language = pickLanguage(environment.LC_ALL || environment.LC_MESSAGES || environment.LANG);
  const flags = readFlags(args);
  if (!flags || flags.help) {
    (flags ? line : error)(USAGE[language]);
    return flags ? 0 : EXIT_USAGE;
  }
  let secrets: string[] = [];
  let fails = false;
  const tell = (finding: Finding): void => {
    const { code, params } = finding;
    const verdict = VERDICTS[code];
    fails ||= verdict === 'fails';
    const safe = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, without(secrets, value)]));
    const text = TEXTS[language][code].replace(/\{(\w+)\}/g, (whole, name: string) => String(safe[name] ?? whole));
    line(
      flags.json
        ? JSON.stringify({ verdict, code, text, params: safe })
        : `${WORDS[language][verdict]}  ${text}  ${code}`,
    );
  };
  const config = readOrFind(environment);
  if (Array.isArray(config)) {
    config.forEach(tell);
    return EXIT_SETTINGS;
  }
  secrets = secretsOf(config);
  for await (const finding of examine(config, options)) tell(finding);
  return fails ? 1 : 0;
}

function readFlags(args: readonly string[]): { json: boolean; help: boolean } | undefined {
  try {
    const flag = { type: 'boolean', default: false } as const;
    const { values } = parseArgs({ args: [...args], options: { json: flag, help: { ...flag, short: 'h' } } });
    return values;
  } catch {
    return undefined;
  }
}

/** What engines say may hold line breaks, and what a terminal obeys. */
function without(secrets: readonly string[], value: string | number): string | number {
  if (typeof value === 'number') return value;
  const hidden = secrets.reduce((text, secret) => text.replaceAll(secret, '…'), value);
  return hidden.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').replace(/\.{2}$|(?<=[.!?])\.$/, '.');
}
