// What the documentation consists of, in the order of its menu.
import { globSync } from 'node:fs';
import path from 'node:path';
import type { Language } from '@kaitong/contract';
import { root } from '../command.ts';

export type Entry = {
  name: string;
  /** In the menu, where a page's own heading is too long. */
  label?: Record<Language, string>;
};

/** A page that is written by hand, or by a generator, as Markdown in each language. */
export type Source = Entry & {
  /** From the root, without `.md`. */
  source: string;
};

export type Chapter = { key: 'people' | 'reference' | 'measured'; entries: readonly (Entry | Source)[] };

const guide = (name: string, en: string, zh: string, source = name): Source => ({
  name,
  label: { en, 'zh-CN': zh },
  source: `docs/guide/${source}`,
});

/** Each bench writes a page of its own. */
const measured = globSync('*-bench.md', { cwd: path.join(root, 'docs/guide') })
  .map((file) => path.basename(file, '.md'))
  .sort()
  .map((name): Source => ({ name, source: `docs/guide/${name}` }));

export const chapters: readonly Chapter[] = [
  {
    key: 'people',
    entries: [
      guide('maker', 'Makers', '厂商'),
      guide('firmware', 'Firmware engineers', '固件工程师'),
      guide('push', 'Open firmware', '开源固件'),
      guide('bridge', 'RTSP bridge', 'RTSP 桥接'),
      guide('owner', 'Owners', '用户'),
      guide('operator', 'Running Kaitong', '运行 Kaitong'),
      guide('faq', 'Questions and answers', '常见问题'),
    ],
  },
  {
    key: 'reference',
    entries: [
      guide('verification', 'Verification', '验证', 'README'),
      guide('checks', 'Checks', '检测项'),
      guide('conformance', 'Extended test', '扩展测试'),
      guide('webhooks', 'Webhooks', 'Webhook'),
      guide('limits', 'Limits', '限制'),
      { name: 'protocol', label: { en: 'Device protocol', 'zh-CN': '设备协议' }, source: 'docs/protocol/README' },
      {
        name: 'specification',
        label: { en: 'Specification', 'zh-CN': '协议规范' },
        source: 'docs/protocol/specification',
      },
      { name: 'api', label: { en: 'API', 'zh-CN': '接口参考' } },
      { name: 'api/refusals', label: { en: 'Refusals', 'zh-CN': '错误码' } },
      { name: 'settings', label: { en: 'Start and settings', 'zh-CN': '启动与设置' }, source: 'README' },
      guide('backup', 'Backup and restore', '备份与恢复'),
    ],
  },
  { key: 'measured', entries: measured },
];

export const sources: readonly Source[] = chapters.flatMap(({ entries }) =>
  entries.filter((entry): entry is Source => 'source' in entry),
);

/** As files of the repository are named: `checks.md`, `checks.zh-CN.md`. */
export const sourceFile = (source: string, language: Language): string =>
  `${source}${language === 'en' ? '' : `.${language}`}.md`;
