import { expect, test } from 'vitest';
import { LANGUAGES } from '../languages.ts';
import { finding } from './finding.ts';
import { groupFindings } from './group-findings.ts';
import { groupText, groupValueTexts } from './group-texts.ts';
import { findingText } from './texts.ts';
import { ticketText } from './ticket-text.ts';

const gaps = [1200, 30_000, 4000].map((measured, object) =>
  finding('time.gap', { object, kind: 'segment', measured, atMs: object * 2000 }),
);
const [group] = groupFindings(gaps);
if (!group) throw new Error('no group');

test.each(LANGUAGES)(
  'a headline says of its first place what is there, and from how little to how much it is, in %s',
  (language) => {
    const { sentence } = groupText(group, language);
    const [first] = gaps;
    expect(first && sentence.startsWith(findingText(first, language).sentence)).toBe(true);
    expect(sentence).toMatch(
      { en: /the first of 3 places, with 1\.2 s to 30 s\.$/, 'zh-CN': /3 处中的第一处，各处从 1\.2 秒到 30 秒不等。$/ }[
        language
      ],
    );
    expect(groupValueTexts(group, language).measured).toBe(
      { en: '1.2 s – 30 s', 'zh-CN': '1.2 秒 ～ 30 秒' }[language],
    );
    expect(ticketText(group, language)).toContain(sentence);
  },
);

test.each([
  ['en', '181,412 bytes', '170,585 bytes', / That is the first of 2 places\.$/],
  ['zh-CN', '181,412 字节', '170,585 字节', /以上是 2 处中的第一处。$/],
] as const)('where places have each other’s values, the first one’s stand beside each other, in %s', (...row) => {
  const [language, measured, limit, end] = row;
  const [exchanged] = groupFindings([
    finding('mp4.data_length', {
      object: 2,
      measured: 181_412,
      limit: 170_585,
      params: { why: 'exchanged', other: 3 },
    }),
    finding('mp4.data_length', {
      object: 3,
      measured: 170_585,
      limit: 181_412,
      params: { why: 'exchanged', other: 2 },
    }),
  ]);
  expect(exchanged && groupValueTexts(exchanged, language)).toEqual({ measured, limit });
  expect(exchanged && groupText(exchanged, language).sentence).toMatch(end);
});

test('where the headers of the sound are named, their rate stands beside the right one, and no length of the stamps', () => {
  const params = { why: 'header', rateHz: 48_000, fitsHz: 16_000, old: 3, new: 8 };
  const [header] = groupFindings([
    finding('audio.time', { object: 0, measured: 1984, limit: 661, params }),
    finding('audio.time', { object: 1, measured: 1920, limit: 640, params }),
  ]);
  expect(header && groupValueTexts(header, 'zh-CN')).toEqual({ measured: '48 kHz', limit: '16 kHz' });
  const [stamps] = groupFindings([finding('audio.time', { measured: 1984, limit: 661, params: { rateHz: 48_000 } })]);
  expect(stamps && groupValueTexts(stamps, 'en')).toEqual({ measured: '1.98 s', limit: '0.66 s' });
});

test('what is the same everywhere, or a word, is said once', () => {
  const same = [0, 1].map((object) => finding('ts.sync', { object, measured: 3 }));
  const words = ['mpeg2', 'vp9'].map((measured, object) => finding('video.codec', { object, measured }));
  for (const findings of [same, words]) {
    const [one] = groupFindings(findings);
    const [first] = findings;
    if (!one || !first) throw new Error('no group');
    expect(groupText(one, 'en').sentence).toBe(findingText(first, 'en').sentence);
  }
});

test.each([
  ['en', 'The key is right, but the first 16 bytes of each of 3 objects do not decrypt: you used the key as the IV.'],
  ['zh-CN', '密钥正确，但 3 个对象的前 16 个字节解不出来：您把密钥当成了 IV。'],
] as const)('what is the same in several objects is told of all of them, in %s', (language, sentence) => {
  const [group] = groupFindings([0, 1, 2].map((object) => finding('enc.iv', { measured: 'key', object })));
  expect(group && groupText(group, language).sentence).toBe(sentence);
});

test('a place that two readers know is named once, by the one that knows more of it', () => {
  const [missing] = groupFindings([
    finding('flow.segment_missing', { object: 1, measured: '1', params: { step: 'await-upload', afterMs: 45_000 } }),
    finding('flow.segment_missing', { object: 1, measured: '1' }),
  ]);
  expect(missing && groupText(missing, 'en').place).toBe('object 1, in “receive the video”, 45 s after the start');
});
