// docs/guide/limits*.md: the table of limits as pages for people, in each language.
// Usage: node scripts/guide-limits.ts, after a limit or its text has changed; a test fails until then.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Language } from '@kaitong/contract';
import { type Limit, type LimitName, type LimitPlace, limits, limitTexts } from '@kaitong/contract/limits';
import { root } from './command.ts';

type Words = {
  file: string;
  other: string;
  heading: string;
  intro: readonly string[];
  places: Record<LimitPlace, string>;
  columns: readonly string[];
  gigabytes: (n: string) => string;
  seconds: (n: string) => string;
  atATime: (n: string) => string;
  within: (n: string, time: string) => string;
  burst: (n: string, time: string) => string;
  times: Record<'second' | 'minute' | 'hour' | 'day', (n: number) => string>;
};

const plural = (n: number, one: string): string => (n === 1 ? `1 ${one}` : `${n} ${one}s`);

const words: Record<Language, Words> = {
  en: {
    file: 'limits.md',
    other: '[中文](limits.zh-CN.md)',
    heading: 'Limits',
    intro: [
      'How often something may be done, and how much of it. Whoever does more is answered with the code and with `Retry-After`; nothing is changed by what was refused. All processes of a plane count together, in its database.',
      'What a product or an owner has as a whole (`calls`, `bytes`), and what is converted for a link, is counted in portions: each process gives away a 64th of the limit by itself, and asks the database for every further 64th. So the sum may be passed by a 64th for each process, and whoever stays far below costs the database nothing. All of it may be used at once, and it fills again evenly. How many events are open is counted anew with each one that opens.',
      'Limits of a single footage, message or connection are in the [specification](../protocol/specification.md#limits-and-rates). Where a process is late itself it refuses lists first, then watching, and recording last: [Running Kaitong](operator.md#when-it-has-too-much-to-do).',
    ],
    places: { region: 'In a region', control: 'At the console', signIn: 'Where people sign in' },
    columns: ['of', 'what is counted', 'at most', 'beyond it'],
    gigabytes: (n) => `${n} GB`,
    seconds: (n) => `${n} s`,
    atATime: (n) => `${n} at a time`,
    within: (n, time) => `${n} in ${time}`,
    burst: (n, time) => `${n} at once, then one every ${time}`,
    times: {
      second: (n) => plural(n, 'second'),
      minute: (n) => plural(n, 'minute'),
      hour: (n) => plural(n, 'hour'),
      day: (n) => plural(n, 'day'),
    },
  },
  'zh-CN': {
    file: 'limits.zh-CN.md',
    other: '[English](limits.md)',
    heading: '限制',
    intro: [
      '各项操作的频率和用量上限。超出时返回下列代码和 `Retry-After`，被拒绝的请求不会更改任何内容。同一平面的所有进程在数据库中合并计数。',
      '产品或用户整体的用量（请求、字节）以及为链接转换的时长按份计数：每个进程可自行放行上限的 1/64，之后每用完 1/64 才向数据库再要一份。因此总量最多按进程数各超出 1/64，而用量很小的用户不会给数据库增加负担。上限可以一次用完，之后匀速恢复。打开的事件数在每次打开事件时重新统计。',
      '单段视频、消息和连接的限制见[协议规范](../protocol/specification.zh-CN.md#限制与频率)。进程自身忙不过来时，先拒绝列表，再拒绝观看，最后才是录像：[运行 Kaitong](operator.zh-CN.md#负载过高时)。',
    ],
    places: { region: '区域', control: '控制台', signIn: '登录' },
    columns: ['对象', '计数内容', '上限', '超出后'],
    gigabytes: (n) => `${n} GB`,
    seconds: (n) => `${n} 秒`,
    atATime: (n) => `同时 ${n} 个`,
    within: (n, time) => `${time} ${n}`,
    burst: (n, time) => `一次 ${n} 个，之后每 ${time}一个`,
    times: {
      second: (n) => `${n} 秒`,
      minute: (n) => `${n} 分钟`,
      hour: (n) => `${n} 小时`,
      day: (n) => `${n} 天`,
    },
  },
};

const SECOND = 1000;
const UNITS = { day: 86_400 * SECOND, hour: 3600 * SECOND, minute: 60 * SECOND, second: SECOND } as const;

function timeOf(ms: number, { times }: Words): string {
  const name = (['day', 'hour', 'minute'] as const).find((unit) => ms % UNITS[unit] === 0) ?? 'second';
  return times[name](ms / UNITS[name]);
}

function mostOf(limit: Limit, own: Words): string {
  const many = (n: number): string => {
    if (limit.unit === 'bytes') return own.gigabytes(String(n / 1e9));
    const written = n.toLocaleString('en-US');
    return limit.unit === 'seconds' ? own.seconds(written) : written;
  };
  if ('burst' in limit) return own.burst(many(limit.burst), timeOf(limit.every, own));
  if ('window' in limit) return own.within(many(limit.limit), timeOf(limit.window, own));
  return own.atATime(many(limit.limit));
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function tableOf(place: LimitPlace, language: Language): string {
  const { limits: about, scopes, outcomes } = limitTexts[language];
  const own = words[language];
  const rows = Object.entries<Limit>(limits[place]).map(([key, limit]) => {
    const outcome = (outcomes as Record<string, string>)[limit.code] ?? `\`${limit.code}\``;
    return row([scopes[limit.scope], about[`${place}.${key}` as LimitName], mostOf(limit, own), outcome]);
  });
  return [row(own.columns), row(own.columns.map(() => '---')), ...rows].join('\n');
}

function pageOf(language: Language): string {
  const { other, heading, intro, places } = words[language];
  return [
    '<!-- Generated from contract/src/limits by scripts/guide-limits.ts. Do not edit. -->',
    `# ${heading}`,
    `${intro[0]} ${other}`,
    ...intro.slice(1),
    ...(Object.keys(places) as LimitPlace[]).map((place) => `## ${places[place]}\n\n${tableOf(place, language)}`),
  ]
    .join('\n\n')
    .concat('\n');
}

/** Each page's file and what belongs in it. */
export const limitPages = (): { file: string; text: string }[] =>
  (Object.keys(words) as Language[]).map((language) => ({
    file: path.join(root, 'docs/guide', words[language].file),
    text: pageOf(language),
  }));

if (import.meta.main) for (const { file, text } of limitPages()) writeFileSync(file, text);
