import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../languages.ts';
import { checkCodes, checkOf, retiredCodes } from './catalogue.ts';
import { Finding, finding } from './finding.ts';
import { checkTexts, findingText, valueTexts } from './texts.ts';

const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');

describe.each(LANGUAGES)('texts of findings in %s', (language) => {
  // Stored verdicts have codes of earlier rules, and are shown.
  test.each([...checkCodes, ...retiredCodes])(
    '%s has title, sentence, cause and fix, and fills every placeholder',
    (code) => {
      const { params } = checkOf(code);
      const text = checkTexts[language].checks[code];
      const variants = [text.mild, ...Object.values(text.when ?? {})].map((variant) => ({ ...text, ...variant }));
      const all = [text, ...variants].flatMap((t) => [t.title, t.sentence, t.cause, t.fix]);
      for (const part of all) {
        expect(part).not.toBe('');
        for (const name of placeholders(part)) expect(['measured', 'limit', 'object', 'at', ...params]).toContain(name);
      }
      for (const severity of ['error', 'warning'] as const) {
        const full = finding(code, {
          severity,
          measured: 1,
          limit: 2,
          object: 3,
          kind: 'segment',
          offset: 4,
          atMs: 5000,
          params: Object.fromEntries(params.map((name) => [name, 6])),
        });
        const { title, sentence, cause, fix, place } = findingText(Finding.parse(full), language);
        for (const part of [title, sentence, cause, fix, place]) expect(part).not.toMatch(/[{}]|—|undefined|null/);
      }
    },
  );

  // A sensor that repeats a picture and a scene in which nothing moves look the same: a still picture proves neither.
  test('no text calls a still picture frozen', () => {
    for (const [code, text] of Object.entries(checkTexts[language].checks))
      expect(JSON.stringify(text), code).not.toMatch(/frozen|冻结/i);
  });

  test('each way to get the key wrong has a cause and a fix of its own', () => {
    const ways = ['word_swapped', 'reversed', 'hex_text', 'zero', 'exchanged', 'unknown'];
    const told = ways.map((measured) => findingText(finding('enc.key', { measured }), language));
    for (const part of ['cause', 'fix'] as const)
      expect(new Set(told.map((text) => text[part])).size, part).toBe(ways.length);
  });

  test('a lost picture is named with its time and until when it shows', () => {
    const params = { what: 'picture', picture: 123, until: 'next_key', untilMs: 6000, repairedMs: 6000 };
    const known = { severity: 'warning', measured: 1080, atMs: 4920, frame: 123, params } as const;
    const { sentence } = findingText(finding('video.lost_pictures', known), language);
    expect(sentence).toBe(
      {
        'zh-CN': '4.92 秒处第 123 帧丢失，画面花屏，到 6 秒的关键帧才恢复。全片花屏合计 1.08 秒。',
        en: 'Picture 123 at 4.92 s is missing; the picture is garbled until the key frame at 6 s. In all 1.08 s of the clip are garbled.',
      }[language],
    );
  });

  test('the key frame that opens an object is called that, with its own time, what is garbled from when, and what the clip is short of', () => {
    const params = {
      what: 'opening_key',
      picture: 10,
      single: 'single',
      fromMs: 1100,
      until: 'clip_end',
      ends: 'clip',
    };
    const short = { untilMs: 2000, shortMs: 1900, neededMs: 2000 };
    const known = { measured: 900, object: 1, atMs: 1000, frame: 10, offset: 446, params: { ...params, ...short } };
    const { title, sentence, place } = findingText(finding('video.lost_pictures', known), language);
    expect([title, sentence, place]).toEqual(
      {
        'zh-CN': [
          '编码与封装之间丢失关键帧',
          '对象 1 开头的关键帧（第 10 帧，1 秒）丢失，画面从 1.1 秒起花屏，直到 2 秒视频结束都没有关键帧，不再恢复。全片花屏合计 900 毫秒。因为缺帧，视频只有 1.9 秒，至少需要 2 秒。',
          '对象 1，时间 1 秒，第 10 帧（从 0 数起），丢失处之后的第一个字节在偏移 446 字节',
        ],
        en: [
          'Key frame lost between encoder and muxer',
          'The key frame that opens object 1 (picture 10, at 1 s) is missing; the picture is garbled from 1.1 s until the end of the clip at 2 s, since no key frame follows. In all 900 ms of the clip are garbled. Without what is missing there are 1.9 s of footage, and at least 2 s is needed.',
          'object 1, at 1 s, picture 10 (counted from 0), missing before offset 446 bytes',
        ],
      }[language],
    );
  });

  test('a lost picture is one, several are several, and how many more gaps there are is said', () => {
    const told = (params: Record<string, string | number>) =>
      findingText(finding('video.lost_pictures', { severity: 'warning', measured: 800, atMs: 500, params }), language);
    const one = { what: 'picture', picture: 5, until: 'next_key', fromMs: 600, untilMs: 1000 };
    expect(told({ ...one, single: 'single' }).title).toBe(
      { 'zh-CN': '丢了一帧编码画面', en: 'A coded picture is lost' }[language],
    );
    expect(told({ ...one, more: 1 })).toMatchObject({
      title: { 'zh-CN': '有编码帧丢失', en: 'Coded pictures are lost' }[language],
      sentence: {
        'zh-CN':
          '500 毫秒处第 5 帧丢失，画面从 600 毫秒起花屏，到 1 秒的关键帧才恢复。全片另有 1 处丢帧。全片花屏合计 800 毫秒。',
        en: 'Picture 5 at 500 ms is missing; the picture is garbled from 600 ms until the key frame at 1 s. More gaps in the clip: 1. In all 800 ms of the clip are garbled.',
      }[language],
    });
  });

  test('findings of earlier rules, which know less, are told as they were', () => {
    const older = finding('time.backwards', { measured: 433, atMs: 1930, object: 0 });
    const { sentence, cause } = findingText(older, language);
    expect(sentence).toBe(
      {
        'zh-CN': '视频进行到 1.93 秒后，时间戳倒退了 433 毫秒。',
        en: 'After 1.93 s of video the timestamps step back by 433 ms.',
      }[language],
    );
    expect(cause).toMatch(/分片顺序错误|segments are out of order/);
  });

  test('of all codes, with nothing known but what is measured, no marks of the templates remain', () => {
    for (const code of checkCodes) {
      const { sentence, cause, fix } = findingText(finding(code), language);
      expect([sentence, cause, fix].join()).not.toMatch(/[[\]{}|?]/);
    }
  });

  test('a step back within an object is told with both times, and blames no order of segments', () => {
    const params = { stamp: '1.500', before: '1.933', due: '2.000', inside: 'object' };
    const { sentence, cause, fix } = findingText(
      finding('time.backwards', { measured: 500, atMs: 2000, params }),
      language,
    );
    expect(sentence).toBe(
      {
        'zh-CN':
          '视频进行到 2 秒时，解码时间应为 2.000 秒，实际却是 1.500 秒，比应有的早了 500 毫秒（前一帧是 1.933 秒）。',
        en: 'At 2 s of video a decoding time of 2.000 s was due, and it is 1.500 s, 500 ms too early (1.933 s for the frame before).',
      }[language],
    );
    expect(cause + fix).not.toMatch(/分片|segment/);
  });

  test('a value and its limit are in one unit', () => {
    const back = finding('time.backwards', { measured: 500, atMs: 2000 });
    expect(valueTexts(back, language)).toEqual(
      { 'zh-CN': { measured: '500 毫秒', limit: '0 毫秒' }, en: { measured: '500 ms', limit: '0 ms' } }[language],
    );
  });

  test('a key frame table that is not there is said first, before what follows from it', () => {
    const { sentence } = findingText(finding('mp4.stss', { measured: 58, params: { cause: 'missing' } }), language);
    expect(sentence).toMatch({ 'zh-CN': /^文件里没有 stss/, en: /^There is no stss/ }[language]);
  });

  test('measured is what a header says, expected what it should say, and the fix names the byte with both values', () => {
    const params = { box: 'avcC', byte: 555, old: '0xfd', new: '0xff' };
    const wrong = finding('mp4.nal_length_size', { measured: 2, limit: 4, params });
    const { sentence, fix } = findingText(wrong, language);
    expect(sentence).toMatch(/avcC.* 2 (?:bytes|字节).* 4 (?:bytes|字节)/);
    expect(fix).toMatch(/avcC.*555.*0xfd.*0xff/);
    expect(sentence + fix).not.toContain('hvcC');
    const { sentence: earlier } = findingText(finding('mp4.nal_length_size', { measured: 4, limit: 2 }), language);
    expect(earlier).not.toMatch(/2|4/);
  });

  test.each([
    ['vp09', 'VP9'],
    ['mp4v', 'MPEG-4 Part 2'],
    ['dvh1', 'Dolby Vision (H.265)'],
    ['apcn', 'ProRes'],
  ])('the fourcc %s is called by its name, %s', (fourcc, name) => {
    const { sentence } = findingText(finding('video.codec', { measured: fourcc }), language);
    expect(sentence).toContain(name);
    expect(sentence).not.toContain(fourcc);
  });

  test('a word that is no code of ours is shown as it is, a hash by its beginning', () => {
    const hash = finding('obj.hash', { measured: 'ab'.repeat(32), limit: 'xyz', params: { algorithm: 'MD5' } });
    expect(findingText(hash, language).sentence).toContain('abababababab…');
    expect(findingText(hash, language).sentence).toContain('xyz');
  });
});

test("a decoder's own words are not shown to people", () => {
  const snapshot = finding('snap.decode', { measured: 'Unexpected end of scan' });
  expect(findingText(snapshot, 'zh-CN').sentence).toBe('抓拍图不是有效的 JPEG：图像数据无法解码。');
  expect(findingText({ ...snapshot, measured: 'memory' }, 'en').sentence).toContain('the memory limit was passed');
});

test.each(LANGUAGES)('a limit of ours is told as one, and blames no structure, decoder or JPEG, in %s', (language) => {
  const told = (code: Parameters<typeof finding>[0], measured: string, params = {}): string =>
    Object.values(findingText(finding(code, { measured, params }), language)).join();
  for (const reason of ['time', 'memory', 'crash', 'nal_units', 'TypeError'])
    expect(told('obj.unread', reason)).not.toMatch(/damaged|TypeError|decoder|损坏|解码/);
  expect(told('decode.limit', 'clip_time')).not.toMatch(/twice|failed|两次|没有完成/);
  expect(told('decode.limit', 'time')).toMatch(/twice|两次/);
  expect(told('snap.decode', 'time', { by: 'limit' })).not.toMatch(/no valid JPEG|不是有效/);
});

test.each(LANGUAGES)('CENC says nothing of the event, which may have declared no encryption, in %s', (language) => {
  const cenc = finding('enc.mode', { measured: 'cenc', limit: 'plain_samples' });
  const { title, sentence, cause } = findingText(cenc, language);
  expect(title + sentence + cause).toContain('CENC');
  expect(title + sentence + cause).not.toMatch(/AES|required|declare|event|要求|声明|申报|事件/);
  expect(valueTexts(cenc, language).limit).toMatch(/not encrypted|不加密/);
});

/** Seen only where a clip.json or a device declared something; or what is said is that a file contradicts itself. */
const ONLY_DECLARED = [
  'obj.size',
  'obj.hash',
  'enc.none',
  'enc.missing',
  'enc.iv',
  'enc.undeclared',
  'time.duration',
  'ts.pes_short',
  'mp4.bomb',
];

test.each(checkCodes.filter((code) => !ONLY_DECLARED.includes(code)))(
  '%s of plain files does not say that anything was declared',
  (code) => {
    for (const language of LANGUAGES) {
      const { title, sentence, cause } = findingText(finding(code), language);
      expect([title, sentence, cause].join()).not.toMatch(
        /was declared|device declare|the declaration|设备声明|声明的是|与声明|申报/i,
      );
    }
  },
);

test('no finding recommends the command that may be what shows it', () => {
  expect(JSON.stringify(checkTexts)).not.toMatch(/kaitong/i);
});

test('both languages explain the same words', () => {
  expect(Object.keys(checkTexts.en.words).sort()).toEqual(Object.keys(checkTexts['zh-CN'].words).sort());
});

test('only codes that are errors by default have a milder text, in both languages', () => {
  for (const code of checkCodes) {
    const mild = LANGUAGES.map((language) => Object.keys(checkTexts[language].checks[code].mild ?? {}).sort());
    expect(mild[0]).toEqual(mild[1]);
    if (checkOf(code).severity === 'warning') expect(mild[0]).toEqual([]);
  }
});

test('the same words and parameters read differently in both languages', () => {
  for (const code of checkCodes) {
    const [zh, en] = LANGUAGES.map((language) => Object.keys(checkTexts[language].checks[code].when ?? {}).sort());
    expect(zh).toEqual(en);
  }
});

test('a bound is told as one: at most so long, and at least so many frames', () => {
  const params = { by: 'causality', stamped: 25, delivered: 50, stamps: 'counter', factor: 'bound' };
  const bound = finding('time.rate', { measured: 0.5, params });
  expect(findingText(bound, 'en').sentence).toMatch(/at most 0\.5.*at least 50.*a limit and no measurement/);
  expect(findingText(bound, 'zh-CN').sentence).toMatch(/最多.*0\.5.*至少 50.*界限/);
  const measured = finding('time.rate', { measured: 0.5, params: { ...params, by: 'sound', factor: 'half' } });
  expect(findingText(measured, 'en').sentence).not.toMatch(/at most|at least/);
});

test('more frames than are stamped are no frame rate that was not reached', () => {
  const params = { by: 'sound', stamped: 25, delivered: 31, stamps: 'counter', factor: 'exceeded' };
  const { sentence } = findingText(finding('time.rate', { measured: 0.8, params }), 'en');
  expect(sentence).toContain('more frames are delivered');
  expect(sentence).not.toContain('not reached');
});

test.each(['enc.key', 'enc.iv'] as const)('%s that is missing does not say that anything was decrypted', (code) => {
  const missing = findingText(finding(code, { measured: 'missing' }), 'en');
  expect(missing.sentence).toMatch(/cannot be decrypted: (there is no key to try|no IV was declared)/);
  expect(missing.title).toMatch(/^No (key|IV)$/);
  expect(findingText(finding(code, { measured: 'missing' }), 'zh-CN').sentence).not.toMatch(/密钥正确|解密，得不到/);
});

test.each(LANGUAGES)('a mistake with the key that was tried is told as tried, in %s', (language) => {
  for (const measured of ['hex_text', 'zero', 'word_swapped', 'exchanged', 'reversed'])
    expect(findingText(finding('enc.key', { measured }), language).sentence).toMatch(/it decrypts\.$|就能解开。$/);
  expect(findingText(finding('enc.key', { measured: 'unknown' }), language).sentence).not.toMatch(/it decrypts|能解开/);
});

test.each([
  ['en', 'IV in front of the ciphertext', 'each of 3 objects has 16 bytes too many in front'],
  ['zh-CN', '密文前面多了 IV', '3 个对象的开头多出 16 个字节'],
] as const)('an IV in front of the ciphertext is not called a wrong one, in %s', (language, title, part) => {
  const told = findingText(finding('enc.iv', { measured: 'prefixed', params: { objects: 3 } }), language);
  expect(told.title).toBe(title);
  expect(told.sentence).toContain(part);
});

test.each(LANGUAGES)('the cause and the repair of a wrong IV are those of the mistake, in %s', (language) => {
  const told = ['key', 'zero', 'sequence', 'chained', 'prefixed', 'reversed', 'word_swapped', 'unknown'].map((word) =>
    findingText(finding('enc.iv', { measured: word }), language),
  );
  expect(new Set(told.map(({ cause }) => cause)).size).toBe(told.length);
  for (const { fix } of told) expect(fix).toContain('`iv`');
});

test.each(LANGUAGES)('a step back at a segment’s first frame names the object and one cause, in %s', (language) => {
  const stamps = { stamp: '0.500', before: '1.900', due: '2.000', origin: '1.000', backMs: 1400 };
  const told = ['anew', 'order', 'base'].map((cause) => {
    const known = { measured: 1500, atMs: 1000, object: 1, params: { ...stamps, cause } };
    return findingText(finding('time.backwards', known), language);
  });
  expect(new Set(told.map(({ cause }) => cause)).size).toBe(3);
  expect(told[2]?.sentence).toBe(
    {
      'zh-CN':
        '对象 1 的第一帧，解码时间戳应为 2.000 秒，实际是 0.500 秒：比应有的早了 1.5 秒，比前一个分片的最后一帧（1.900 秒）还早 1.4 秒。全片第一帧的时间戳是 1.000 秒。',
      en: 'By its stamps the first frame of object 1 is decoded at 0.500 s, where 2.000 s was due: 1.5 s too early, and 1.4 s before the last frame of the segment in front (1.900 s). The first frame of the clip is stamped 1.000 s.',
    }[language],
  );
});

test.each(LANGUAGES)(
  'a hole in the sound is told with what came before, was due and came, and how many more there are, in %s',
  (language) => {
    const stamps = {
      before: '1.349',
      due: '1.413',
      stamp: '2.629',
      lastOffset: 117_896,
      frames: 19,
      counter: 'goes_on',
    };
    const known = {
      severity: 'warning',
      measured: 1216,
      atMs: 1349,
      params: { ...stamps, count: 2, more: 1 },
    } as const;
    const { sentence, cause } = findingText(finding('audio.gap', known), language);
    expect(sentence).toBe(
      {
        'zh-CN':
          '进行到 1.35 秒后，画面继续，声音中断了 1.22 秒，缺 19 帧音频。中断前最后一段声音的时间戳是 1.349 秒（第 117,896 字节），下一段应为 1.413 秒，实际是 2.629 秒。另有 1 处这样的中断。',
        en: 'After 1.35 s the sound pauses for 1.22 s while the picture goes on; frames missing: 19. The last sound before it is stamped 1.349 s (byte 117,896); 1.413 s was due next, and 2.629 s came. More such holes: 1.',
      }[language],
    );
    expect(cause).toMatch({ 'zh-CN': /^中断前后包的连续计数器是连续的/, en: /^The continuity counter/ }[language]);
  },
);

test.each(LANGUAGES)('a number without an object is no count, and what is known of it is said, in %s', (language) => {
  const params = { one: 'one', arrived: '0, 2', unasked: 'unasked', joined: 'joined' };
  const { title, sentence } = findingText(
    finding('flow.segment_missing', { measured: '1', object: 1, params }),
    language,
  );
  expect([title, sentence]).toEqual(
    {
      'zh-CN': [
        '缺少对象',
        '事件里的 1 号对象始终没有收到。已收到：0, 2。设备没有为它申请过上传地址。前后的视频衔接完整，中间没有空缺。',
      ],
      en: [
        'Object missing',
        'Object number 1 of the event never arrived. Those that arrived: 0, 2. No upload target was asked for. The footage before and behind joins without a hole.',
      ],
    }[language],
  );
});

test.each(LANGUAGES)('breaks of the continuity counter are told with what was due and what came, in %s', (language) => {
  const params = { pid: '0x100', expected: 14, found: 0, breaks: 'several', missing: 3, others: '12,408' };
  const { sentence, fix } = findingText(finding('ts.continuity', { measured: 2, params }), language);
  for (const said of ['0x100', '14', '12,408', '3']) expect(sentence).toContain(said);
  expect(fix).not.toMatch(/^Enlarge|^加大/);
});

test.each(LANGUAGES)('black without noise is no lens cap, in %s', (language) => {
  const causeOf = (noise: string) =>
    findingText(finding('picture.black', { measured: 100, params: { toMs: 2000, noise } }), language).cause;
  expect(causeOf('none')).toMatch({ 'zh-CN': /^不是镜头盖/, en: /^No lens cap/ }[language]);
  expect(causeOf('some')).toMatch({ 'zh-CN': /镜头盖/, en: /cap/ }[language]);
});

test('values carry their unit, and place names object, time, picture, bytes and the way to the next key frame', () => {
  const place = { object: 2, kind: 'segment', atMs: 4960, frame: 124, offset: 188, keyAfterMs: 1040 } as const;
  const gap = finding('time.gap', { measured: 30_040, ...place });
  expect(findingText(gap, 'en')).toMatchObject({
    sentence: 'After 4.96 s of video the next frame comes 30.04 s later; the limit is 1 s.',
    place: 'object 2 (video segment), at 4.96 s, frame 124, offset 188 bytes, next key frame 1.04 s later',
  });
  expect(findingText(finding('enc.iv', { measured: 'key' }), 'zh-CN').sentence).toBe(
    '密钥正确，但前 16 个字节解不出来：您把密钥当成了 IV。',
  );
});

test('nothing recommends the command that may be printing it', () => {
  for (const language of LANGUAGES)
    expect(JSON.stringify([checkTexts[language].checks, checkTexts[language].words])).not.toMatch(/kaitong check/i);
});
