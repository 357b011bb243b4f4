import { LANGUAGES, type Language, type Told } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { composeNoticeMail } from './mail-texts.ts';

type Became = { isHalted: boolean; isSaleStopped: boolean };
const mailOf = (language: Language, became: Became) => {
  const data = {
    ...{ applicationId: 'a1', pid: 'p1', productName: 'Dome', deviceId: 'cn1', releaseId: 'fr1', version: '2.4.0' },
    ...{ problem: 'clip_rejected', findings: ['video.first_not_key'], ...became },
  };
  const told = { kind: 'release.not_verified', data } as unknown as Told;
  return composeNoticeMail(told, { language, publicUrl: 'https://cam.example.com', role: 'administrator' });
};

test.for(LANGUAGES)(
  'a mail of a release that was not verified says which, why, and what became of it: %s',
  (language) => {
    const outcomes = [true, false].flatMap((isHalted) =>
      [true, false].map((isSaleStopped) => mailOf(language, { isHalted, isSaleStopped })),
    );
    for (const { subject, text } of outcomes) {
      expect(subject).toMatch(/2\.4\.0.*Dome p1$/);
      expect(text).toContain('video.first_not_key');
      expect(text).toContain('https://cam.example.com/products/p1\n');
      expect(text).not.toMatch(/undefined|false|\{/);
    }
    const [both = '', halted = '', stopped = '', nothing = ''] = outcomes.map(({ text }) => text);
    const words = { en: ['offered to nobody', 'sales of the product are stopped'], 'zh-CN': ['停止推送', '停止新售'] };
    const [isHalted = '', isStopped = ''] = words[language];
    for (const [text, says, ...not] of [
      [both, [isHalted, isStopped]],
      [halted, [isHalted], isStopped],
      [stopped, [isStopped], isHalted],
      [nothing, [], isHalted, isStopped],
    ] as const) {
      for (const one of says) expect(text).toContain(one);
      for (const one of not) expect(text).not.toContain(one);
    }
  },
);
