import { type GuideWords, guidePages, row, tableOfRows } from '../guide-pages.ts';
import { p50, p95 } from '../samples.ts';
import type { Seen } from './flood.ts';
import type { SignedIn } from './people.ts';

/** Milliseconds. */
export type Measured = { puts: number[]; calls: number[] };
export type Results = {
  quiet: Measured;
  during: Measured;
  /** The right password from the browser that is known, and from one that is new, each from an address of its own. */
  known: SignedIn[];
  fresh: SignedIn[];
  /** From one that is new and gave a wrong one just before. */
  mistyped: SignedIn[];
  activation: { ms: number; state: string };
  seen: Seen;
};

const MOST_RATIO = 2;
const MOST_KNOWN_MS = 2000;
const MOST_FRESH_MS = 5000;

const times = (all: readonly SignedIn[]): number[] => all.map(({ ms }) => ms);
const ratioOf = ({ quiet, during }: Results): number => p95(during.puts) / p95(quiet.puts);

/** What was asked for, and whether it is so. */
export function verdictsOf(results: Results): { what: string; holds: boolean }[] {
  const { known, fresh, mistyped, activation, during } = results;
  const ratio = ratioOf(results);
  return [
    { what: `PUT p95 is ${ratio.toFixed(2)} × its quiet figure (at most ${MOST_RATIO})`, holds: ratio <= MOST_RATIO },
    {
      what: `${during.calls.length} of ${during.calls.length} rounds of device calls answered`,
      holds: during.calls.length > 0,
    },
    { what: `a camera's activation ended as ${activation.state}`, holds: activation.state === 'approved' },
    {
      what: `a known browser is in after ${Math.max(...times(known)).toFixed(0)} ms at most, at its first try`,
      holds: known.every(({ ms, tries }) => tries === 1 && ms <= MOST_KNOWN_MS),
    },
    {
      what: `a new browser is in after ${Math.max(...times(fresh)).toFixed(0)} ms at most (${MOST_FRESH_MS})`,
      holds: fresh.length > 0 && fresh.every(({ ms }) => ms <= MOST_FRESH_MS),
    },
    {
      what: `one that mistyped before is in after ${Math.max(...times(mistyped)).toFixed(0)} ms at most (${MOST_FRESH_MS})`,
      holds: mistyped.length > 0 && mistyped.every(({ ms }) => ms <= MOST_FRESH_MS),
    },
  ];
}

type Words = GuideWords & {
  intro: string;
  columns: readonly string[];
  rows: { puts: string; calls: string; known: string; fresh: string; mistyped: string };
  flood: (seen: Seen) => string;
  activation: (ms: number) => string;
  reading: string;
};

const ms = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));
const spread = (samples: readonly number[]): string =>
  `${ms(p50(samples))} / ${ms(p95(samples))} / ${ms(Math.max(...samples))} ms`;
const list = (byStatus: Readonly<Record<string, number>>): string =>
  Object.entries(byStatus)
    .sort(([, a], [, b]) => b - a)
    .map(([status, n]) => `${status}: ${n}`)
    .join(', ');

const words: readonly [Words, ...Words[]] = [
  {
    file: 'strangers-bench.md',
    heading: 'What strangers cost',
    other: '[中文](strangers-bench.zh-CN.md)',
    intro:
      'A hundred addresses, each of which signs in once a second with a wrong password, at the console and at the app, a third of them at the very owner whose sign-ins are measured; and 24 addresses a second that come once and never again, twice as many as one process hashes. Beside them one camera puts objects of 1 MB, another asks for challenge, token and recording grant again and again, and a third one is activated.',
    columns: ['p50 / p95 / longest', 'without strangers', 'with them', 'ratio of p95'],
    rows: {
      puts: 'PUT of 1 MB',
      calls: 'challenge, token and recording grant',
      known: 'right password, browser that is known',
      fresh: 'right password, new browser at a new address',
      mistyped: 'right password, such a one after a wrong one',
    },
    flood: ({ asked, seconds, byStatus }) =>
      `The strangers asked ${(asked / seconds).toFixed(0)} times a second for ${seconds.toFixed(0)} s and were answered ${list(byStatus)}. 401 is a password that was looked at; 429 says how long that address has to wait; 503 is a line that is full.`,
    activation: (took) => `The activation was approved after ${(took / 1000).toFixed(1)} s.`,
    reading:
      'The bench: `npm run bench -- strangers`. The strangers’ own program runs on the same machine and gives way to the server; what it costs all the same is in the figures.',
  },
  {
    file: 'strangers-bench.zh-CN.md',
    heading: '陌生人的登录尝试有多大影响',
    other: '[English](strangers-bench.md)',
    intro:
      '一百个地址，每个地址每秒用错误的密码登录一次，控制台和 App 各占一半，其中三分之一针对的正是被测量的那位用户；此外每秒还有 24 个只来一次的新地址，是单个进程所能核对数量的两倍。同时，一台摄像头不断上传 1 MB 的对象，一台反复请求 challenge、token 和录像许可，还有一台正在开通服务。',
    columns: ['p50 / p95 / 最长', '没有陌生人时', '有陌生人时', 'p95 之比'],
    rows: {
      puts: '上传 1 MB（PUT）',
      calls: 'challenge、token 与录像许可',
      known: '正确密码，登录过的浏览器',
      fresh: '正确密码，新地址上的新浏览器',
      mistyped: '正确密码，同上，但刚输错过一次',
    },
    flood: ({ asked, seconds, byStatus }) =>
      `陌生人每秒请求 ${(asked / seconds).toFixed(0)} 次，持续 ${seconds.toFixed(0)} 秒，得到的回答：${list(byStatus)}。401 表示核对过密码；429 说明该地址还要等多久；503 表示队列已满。`,
    activation: (took) => `开通在 ${(took / 1000).toFixed(1)} 秒后通过。`,
    reading:
      '运行方式：`npm run bench -- strangers`。模拟陌生人的程序在同一台机器上运行，并让服务器优先；它仍然占用的部分已包含在数字里。',
  },
];

function paragraphsOf(page: Words, results: Results): [string, ...string[]] {
  const { quiet, during, known, fresh, mistyped, activation, seen } = results;
  const compared = (what: keyof Measured): string =>
    row([
      page.rows[what],
      spread(quiet[what]),
      spread(during[what]),
      (p95(during[what]) / p95(quiet[what])).toFixed(2),
    ]);
  const alone = (what: 'known' | 'fresh' | 'mistyped', all: readonly SignedIn[]): string =>
    row([page.rows[what], '–', spread(times(all)), '–']);
  const table = tableOfRows(page.columns, [
    compared('puts'),
    compared('calls'),
    alone('known', known),
    alone('fresh', fresh),
    alone('mistyped', mistyped),
  ]);
  return [page.intro, table, page.flood(seen), page.activation(activation.ms), page.reading];
}

export const { writeReport, reportText } = guidePages('strangers', words, paragraphsOf);
