import { expect, test } from 'vitest';
import { cutWords, find, readIndex, writeIndex } from './search.ts';

const section = (id: string, title: string, text: string, heading = '') => ({ id, title, heading, text });

test('Chinese is cut into words, and a query as the text is', () => {
  expect(cutWords('请更换设备再试')).toEqual(expect.arrayContaining(['更换', '设备']));
  const index = readIndex(writeIndex([section('/a', '配网', '设备授权码逐台烧录'), section('/b', '播放', '回看录像')]));
  expect(find(index, '授权码').map(({ address }) => address)).toEqual(['/a']);
});

test('a code is a word as a whole and in its parts', () => {
  expect(cutWords('video.first_not_key')).toEqual(['video.first_not_key', 'video', 'first', 'not', 'key']);
  const index = readIndex(writeIndex([section('/iv', 'enc.iv', ''), section('/key', 'enc.key', '')]));
  expect(find(index, 'enc.key').map(({ address }) => address)).toEqual(['/key']);
  expect(find(index, 'enc').map(({ address }) => address)).toEqual(['/iv', '/key']);
});

test('of each page its best section is found, with where it stands', () => {
  const sections = [
    section('/p', 'TLS', 'about'),
    section('/p#own', 'TLS', 'text', 'A certificate'),
    section('/q', 'Q', ''),
  ];
  expect(find(readIndex(writeIndex(sections)), 'certificate')).toEqual([
    { address: '/p#own', title: 'TLS', heading: 'A certificate', excerpt: 'text' },
  ]);
});

test('where no page has all words, those with any are found; a slip in a Latin word is forgiven, in a code it is not', () => {
  const index = readIndex(writeIndex([section('/a', 'certificate', ''), section('/b', 'enc.key', '')]));
  expect(find(index, 'certificate nothing').map(({ address }) => address)).toEqual(['/a']);
  expect(find(index, 'certifcate').map(({ address }) => address)).toEqual(['/a']);
  expect(find(index, 'enc.kay xyz').map(({ address }) => address)).toEqual(['/b']);
});

test('a query may be anything', () => {
  const index = readIndex(writeIndex([section('/a', 'a', 'b')]));
  for (const query of ['', ' ', '.', '<script>', '\u0000', '😀', 'x'.repeat(100_000)])
    expect(find(index, query)).toEqual([]);
});
