// docs/guide/checks*.md: the catalogue of checks as pages for people, in each language.
// Usage: node scripts/guide.ts, after a check or its texts have changed; a test fails until then.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Language } from '@kaitong/contract';
import {
  type CheckCode,
  type CheckText,
  checkCodes,
  checkOf,
  checkTexts,
  generalText,
  limitText,
  RULES_VERSION,
} from '@kaitong/contract/checks';
import { root } from './command.ts';

/** Chapters of the page, by the first part of a code. */
const chapters = ['obj', 'enc', 'ts', 'mp4', 'video', 'time', 'sound', 'decode', 'picture', 'snap', 'origin'] as const;
type Chapter = (typeof chapters)[number];
const chapterOf = (code: CheckCode): Chapter => {
  const [first = ''] = code.split('.');
  if (first === 'av' || first === 'audio') return 'sound';
  if (first === 'replay' || first === 'flow') return 'origin';
  const found = chapters.find((chapter) => chapter === first);
  if (!found) throw new Error(`${code} belongs to no chapter of the guide; add one for "${first}"`);
  return found;
};

type Words = {
  file: string;
  other: string;
  heading: string;
  intro: string;
  columns: readonly string[];
  severity: Record<'error' | 'warning', string>;
  /** A warning that is an error where somebody was asked to wave. */
  waved: string;
  decoded: string;
  none: string;
  chapters: Record<Chapter, string>;
};

const words: Record<Language, Words> = {
  en: {
    file: 'checks.md',
    other: '[中文](checks.zh-CN.md)',
    heading: 'Checks',
    intro: `Every check of the verification, rules version ${RULES_VERSION}. An **error** fails it, a **warning** does not. Where a code has two rows, the second is for the milder case. Those with ² decode the video (level 2); all others read containers and bitstreams. A limit of “–” depends on the clip or on what was declared; the finding then says it. How to read a finding: [guide](README.md).`,
    columns: ['code', 'severity', 'limit', 'what is wrong', 'likely cause', 'fix'],
    severity: { error: 'error', warning: 'warning' },
    waved: 'error; in `kaitong check` a warning',
    decoded: '²',
    none: '–',
    chapters: {
      obj: 'The object as it arrived',
      enc: 'Encryption',
      ts: 'MPEG-TS',
      mp4: 'MP4 and fMP4',
      video: 'Video stream',
      time: 'Time',
      sound: 'Sound',
      decode: 'Decoding',
      picture: 'Picture',
      snap: 'Snapshot',
      origin: 'Recorded for this verification, and sent as the protocol says',
    },
  },
  'zh-CN': {
    file: 'checks.zh-CN.md',
    other: '[English](checks.md)',
    heading: '检测项',
    intro: `验证的全部检测项，规则版本 ${RULES_VERSION}。**错误**会导致验证不通过，**警告**不会。同一代码有两行时，第二行是较轻的情形。带 ² 的需要解码视频（第二级），其余只读取容器和码流。上限为“–”的，取决于视频本身或设备的声明，检测结果里会写明。怎样看检测结果：[指南](README.zh-CN.md)。`,
    columns: ['代码', '级别', '上限', '问题', '可能原因', '怎么改'],
    severity: { error: '错误', warning: '警告' },
    waved: '错误；`kaitong check` 中为警告',
    decoded: '²',
    none: '–',
    chapters: {
      obj: '收到的对象',
      enc: '加密',
      ts: 'MPEG-TS',
      mp4: 'MP4 与 fMP4',
      video: '视频码流',
      time: '时间',
      sound: '声音',
      decode: '解码',
      picture: '画面',
      snap: '抓拍图',
      origin: '为本次验证录制，并按协议上传',
    },
  },
};

const WAVED: CheckCode = 'picture.no_motion';

const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;

function rowsOf(code: CheckCode, language: Language): string[] {
  const { severity, level } = checkOf(code);
  const { severity: names, waved, decoded, none } = words[language];
  const texts = checkTexts[language];
  const { mild, ...text }: CheckText = texts.checks[code];
  const name = `\`${code}\`${level === 2 ? decoded : ''}`;
  const bound = limitText(code, language) ?? none;
  const strict = code === WAVED ? waved : names[severity];
  const line = (of: string, { title, cause, fix }: Omit<CheckText, 'mild'>) =>
    row([name, of, bound, generalText(title), generalText(cause), generalText(fix)]);
  return [line(strict, text), ...(mild ? [line(names.warning, { ...text, ...mild })] : [])];
}

function pageOf(language: Language): string {
  const { other, heading, intro, columns, chapters: titles } = words[language];
  const parts = chapters.map((chapter) => {
    const rows = checkCodes.filter((code) => chapterOf(code) === chapter).flatMap((code) => rowsOf(code, language));
    return [`## ${titles[chapter]}\n`, row(columns), row(columns.map(() => '---')), ...rows].join('\n');
  });
  const note = '<!-- Generated from contract/src/checks by scripts/guide.ts. Do not edit. -->';
  return `${note}\n\n# ${heading}\n\n${intro} ${other}\n\n${parts.join('\n\n')}\n`;
}

/** Each page's file and what belongs in it. */
export const guidePages = (): { file: string; text: string }[] =>
  (Object.keys(words) as Language[]).map((language) => ({
    file: path.join(root, 'docs/guide', words[language].file),
    text: pageOf(language),
  }));

if (import.meta.main) for (const { file, text } of guidePages()) writeFileSync(file, text);
