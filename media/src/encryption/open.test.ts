import type { CheckCode } from '@kaitong/contract/checks';
import { describe, expect, test } from 'vitest';
import { goodClips } from '../../fixtures/catalogue.ts';
import {
  type Clip,
  clipOf,
  codesOf,
  encrypt,
  encrypted,
  judge,
  readFixture,
  testIv,
  testKey,
  upload,
} from '../../fixtures/clip.ts';
import { nodePorts } from '../../fixtures/node-ports.ts';
import { toHex } from '../hex.ts';
import { decryptObject } from './cbc.ts';

const containers = {
  ts: goodClips['MPEG-TS in two segments'],
  fmp4: goodClips['H.264 in CMAF segments'],
  mp4: goodClips['MP4, moov first'],
};
const otherKey = Uint8Array.from({ length: 16 }, (_, i) => 250 - i);
const ascii = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

/** The bytes of each word turned round. */
const swapped = (bytes: Uint8Array, word: number): Uint8Array =>
  bytes.map((_, i) => bytes[i - (i % word) + word - 1 - (i % word)] ?? 0);

/** Codes and measured values of the first object's `enc.*` findings. */
function found(clip: Clip): [CheckCode, unknown][] {
  const { findings } = judge(clip);
  const first = clip.uploads[0]?.object.n;
  return findings.filter((f) => f.code.startsWith('enc.') && f.object === first).map((f) => [f.code, f.measured]);
}

describe.each(Object.entries(containers))('mistakes with AES-128 in %s are named', (_, fixture) => {
  const clip = clipOf(fixture);
  const sent = (cipher: (bytes: Uint8Array, n: number) => Uint8Array) => encrypted(clip, cipher);

  test('none', () => {
    expect(codesOf(judge(encrypted(clip)).findings)).toEqual([]);
  });

  test('in the clear although declared encrypted', () => {
    expect(found(sent((bytes) => bytes))[0]?.[0]).toBe('enc.missing');
  });

  test.each([
    ['unknown', otherKey],
    ['hex_text', ascii(toHex(testKey).slice(0, 16))],
    ['hex_text', ascii(toHex(testKey).toUpperCase().slice(0, 16))],
    ['zero', new Uint8Array(16)],
    ['reversed', Uint8Array.from(testKey).reverse()],
    ['word_swapped', swapped(testKey, 4)],
    ['word_swapped', swapped(testKey, 2)],
    ['word_swapped', swapped(testKey, 8)],
  ])('wrong key: %s', (name, key) => {
    expect(found(sent((bytes, n) => encrypt(bytes, key, testIv(n))))).toEqual([['enc.key', name]]);
  });

  test.each([
    ['zero', () => new Uint8Array(16)],
    ['key', () => testKey],
    ['reversed', (n: number) => testIv(n).reverse()],
    ['word_swapped', (n: number) => swapped(testIv(n), 4)],
    ['unknown', (n: number) => testIv(n + 77)],
  ])('wrong IV: %s', (name, iv) => {
    const { findings } = judge(sent((bytes, n) => encrypt(bytes, testKey, iv(n))));
    expect(found(sent((bytes, n) => encrypt(bytes, testKey, iv(n))))).toEqual([['enc.iv', name]]);
    expect(codesOf(findings)).toEqual(['enc.iv']);
  });

  // Of a Buffer, as servers hold keys, slice() is a view and not a copy.
  test('and the key that is known stays as it is', () => {
    const key = Buffer.from(testKey);
    judge({ ...sent((bytes, n) => encrypt(bytes, otherKey, testIv(n))), key });
    expect(toHex(key)).toBe(toHex(testKey));
  });

  // What comes out of a wrong IV begins with a sync byte once in 256 times.
  test('a wrong IV whose first byte looks right by chance', () => {
    const declared = (n: number) => testIv(n).fill(0, 0, 1);
    const sealed = sent((bytes) => encrypt(bytes, testKey, new Uint8Array(16)));
    const uploads = sealed.uploads.map(({ object, bytes }) => ({
      object: { ...object, iv: toHex(declared(object.n)) },
      bytes,
    }));
    expect(found({ ...sealed, uploads })).toEqual([['enc.iv', 'zero']]);
  });

  test('key and IV exchanged', () => {
    expect(found(sent((bytes, n) => encrypt(bytes, testIv(n), testKey)))).toEqual([['enc.key', 'exchanged']]);
  });

  test('the sequence number as IV, counted from 0 or with the init segment', () => {
    const iv = (n: number) => Uint8Array.from({ length: 16 }, (__, i) => (i === 15 ? n + 1 : 0));
    expect(codesOf(judge(sent((bytes, n) => encrypt(bytes, testKey, iv(n)))).findings)).toEqual(['enc.iv']);
    expect(found(sent((bytes, n) => encrypt(bytes, testKey, iv(n))))).toEqual([['enc.iv', 'sequence']]);
  });

  test('the IV in front of the ciphertext', () => {
    const prefixed = (bytes: Uint8Array, n: number) =>
      Uint8Array.from([...testIv(n), ...encrypt(bytes, testKey, testIv(n))]);
    expect(found(sent(prefixed))).toEqual([['enc.iv', 'prefixed']]);
  });

  test.each(['ecb', 'ctr'])('another mode: %s', (mode) => {
    expect(found(sent((bytes, n) => encrypt(bytes, testKey, testIv(n), mode)))).toEqual([['enc.mode', mode]]);
  });

  test('a cut last block', () => {
    expect(found(sent((bytes, n) => encrypt(bytes, testKey, testIv(n)).subarray(0, -5)))).toEqual([['enc.block', 11]]);
  });

  test('a missing last block, zeros instead of padding', () => {
    expect(found(sent((bytes, n) => encrypt(bytes, testKey, testIv(n)).subarray(0, -16)))[0]?.[0]).toBe('enc.padding');
    const withZeros = (bytes: Uint8Array) => {
      const padded = new Uint8Array((bytes.length & ~15) + 16);
      padded.set(bytes);
      return padded;
    };
    expect(found(sent((bytes, n) => encrypt(withZeros(bytes), testKey, testIv(n), 'cbc', false)))).toEqual([
      ['enc.padding', 'zeros'],
    ]);
  });

  test('encrypted although declared plain: by the key, or by its look without one', () => {
    const undeclared = encrypted(clip);
    undeclared.event.encryption = 'none';
    expect(found(undeclared)).toEqual([['enc.undeclared', 'event_key']]);
    expect(found({ event: undeclared.event, uploads: undeclared.uploads })).toEqual([['enc.undeclared', 'random']]);
  });

  test('an encrypted event without key or IV never passes', () => {
    const { event, uploads } = encrypted(clip);
    expect(found({ event, uploads })).toEqual([['enc.key', 'missing']]);
    const withoutIv = uploads.map((u) => ({ ...u, object: { ...u.object, iv: null } }));
    expect(found({ event, uploads: withoutIv, key: testKey })).toEqual([['enc.iv', 'missing']]);
  });
});

test('CBC that goes on from object to object is named at the second one', () => {
  let last: Uint8Array | undefined;
  const chained = encrypted(clipOf(containers.ts), (bytes, n) => {
    const out = encrypt(bytes, testKey, last ?? testIv(n));
    last = out.slice(-16);
    return out;
  });
  expect(judge(chained).findings.filter((f) => f.severity === 'error')).toMatchObject([
    { code: 'enc.iv', measured: 'chained', object: 1 },
  ]);
});

test('padding that is switched off shows by whole TS packets', () => {
  const bytes = readFixture('h264-aac.mpegts');
  const whole = bytes.subarray(0, 188 * 4 * Math.floor(bytes.length / 188 / 4));
  const clip: Clip = {
    event: { container: 'ts', codec: 'h264', width: 320, height: 180, encryption: 'aes-128' },
    key: testKey,
    uploads: [upload(encrypt(whole, testKey, testIv(0), 'cbc', false), 0, 'segment', 3000, toHex(testIv(0)))],
  };
  expect(found(clip)).toEqual([['enc.padding', 'none']]);
});

test('an IV that two objects share is a warning with their numbers; a new one for each is none', () => {
  const clip = encrypted(clipOf(containers.fmp4), (bytes, n) => encrypt(bytes, testKey, testIv(Math.min(n, 1))));
  for (const { object } of clip.uploads) object.iv = toHex(testIv(Math.min(object.n, 1)));
  const { findings } = judge(clip);
  expect(codesOf(findings)).toEqual(['enc.iv_reused']);
  expect(findings).toMatchObject([{ severity: 'warning', measured: '1, 2', limit: 'once', object: 1 }]);
});

test('another format that was encrypted as it should be is called by its name: the key is right', () => {
  const matroska = Uint8Array.from([0x1a, 0x45, 0xdf, 0xa3, ...Array<number>(400).fill(7)]);
  const { findings } = judge(encrypted(clipOf(containers.ts, () => matroska)));
  expect(findings.filter((f) => f.severity === 'error' && f.object === 0)).toMatchObject([
    { code: 'obj.container', measured: 'mkv' },
  ]);
});

const video = readFixture('h264-no-audio.mpegts');
const packets = Array.from({ length: video.length / 188 }, (_, n) => video.subarray(n * 188, (n + 1) * 188));
const annexB = (...start: number[]) => Uint8Array.from([...start, 0x67, 0x4d, 0, 0x1f, ...Array<number>(400).fill(7)]);

describe('another format in the clear, where encryption was declared, is called by its name and no wrong key', () => {
  test.each<[string, Uint8Array, string[]]>([
    ['ps', Uint8Array.from([0, 0, 1, 0xba, 0x44, ...Array<number>(400).fill(7)]), ['enc.missing', 'obj.container']],
    ['mkv', Uint8Array.from([0x1a, 0x45, 0xdf, 0xa3, ...Array<number>(400).fill(7)]), ['enc.missing', 'obj.container']],
    ['ts192', Uint8Array.from(packets.flatMap((one) => [0, 0, 0, 0, ...one])), ['enc.missing', 'obj.container']],
    ['annexb', annexB(0, 0, 0, 1), ['enc.missing', 'obj.container']],
    ['annexb', annexB(0, 0, 1), ['enc.missing', 'obj.container']],
    [
      'flv',
      Uint8Array.from([...ascii('FLV'), 1, 5, 0, 0, 0, 9, ...Array<number>(400).fill(7)]),
      ['enc.missing', 'obj.container'],
    ],
    ['text', ascii(`<html><head><title>502 Bad Gateway</title></head>${'<p>nginx</p>'.repeat(30)}`), ['obj.container']],
  ])('%s', (name, bytes, codes) => {
    const clip = encrypted(clipOf(containers.ts), () => bytes);
    const errors = judge(clip).findings.filter(({ object, severity }) => object === 0 && severity === 'error');
    const named = errors.filter(({ code }) => /^(enc|obj)\./.test(code));
    expect(named.map(({ code, measured }) => [code, measured])).toEqual(codes.map((code) => [code, name]));
  });

  test.each<[string, number[]]>([
    ['three bytes of start code', [0, 0, 1, 0xff]],
    ['the letters FLV', [...ascii('FLV'), 0x93]],
    ['sixteen printable bytes', [...ascii('GET / HTTP/1.1 x'), 0x93]],
  ])('%s, which ciphertext has by chance, are not enough', (_, begin) => {
    const random = Uint8Array.from({ length: 480 }, (__, i) => (i * i * 7919 + i * 31) % 251);
    random.set(begin);
    expect(found(encrypted(clipOf(containers.ts), () => random))).toEqual([['enc.key', 'unknown']]);
  });
});

test('an encrypted snapshot is judged like the rest', () => {
  const snapshot = readFixture('snapshot.jpg');
  const send = (bytes: Uint8Array) => {
    const clip = encrypted(clipOf(containers.ts));
    clip.uploads.push(upload(bytes, 2, 'snapshot', 0, toHex(testIv(2))));
    return codesOf(judge(clip).findings);
  };
  expect(send(encrypt(snapshot, testKey, testIv(2)))).toEqual([]);
  expect(send(encrypt(snapshot, testKey, new Uint8Array(16)))).toEqual(['enc.iv']);
  expect(send(encrypt(snapshot, otherKey, testIv(2)))).toEqual(['enc.key']);
  expect(send(snapshot)).toEqual(['enc.missing']);
});

test('decryptObject gives the plaintext back, and as much as there is of a damaged object', () => {
  const plain = readFixture('h264-slices.mpegts');
  const cipher = encrypt(plain, testKey, testIv(0));
  expect(toHex(decryptObject(cipher, testKey, testIv(0), nodePorts))).toBe(toHex(plain));
  expect(toHex(decryptObject(cipher.subarray(0, 1000), testKey, testIv(0), nodePorts))).toBe(
    toHex(plain.subarray(0, 992)),
  );
  expect(decryptObject(new Uint8Array(3), testKey, testIv(0), nodePorts)).toHaveLength(0);
});

test('zeros instead of padding are no rest of a TS packet', () => {
  const file = readFixture('h264-aac.mpegts');
  const nullPacket = new Uint8Array(188).fill(0xff);
  nullPacket.set([0x47, 0x1f, 0xff, 0x10]);
  const filled = new Uint8Array(file.length + 192);
  filled.set(file);
  filled.set(nullPacket, file.length);
  expect(filled.length % 16).toBe(0);
  const clip: Clip = {
    event: { container: 'ts', codec: 'h264', width: 320, height: 180, encryption: 'aes-128' },
    key: testKey,
    uploads: [upload(encrypt(filled, testKey, testIv(0), 'cbc', false), 0, 'segment', 3000, toHex(testIv(0)))],
  };
  expect(found(clip)).toEqual([['enc.padding', 'zeros']]);
});

test('an object in which nothing but padding is encrypted is empty', () => {
  const empty = new Uint8Array(0);
  const clip = encrypted(clipOf(containers.ts, (bytes, index) => (index === 1 ? empty : bytes)));
  const { findings } = judge(clip);
  expect(findings.filter(({ object }) => object === 1).map(({ code }) => code)).toEqual(['obj.empty']);
});
