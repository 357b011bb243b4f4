import { finding } from '@kaitong/contract/checks';
import { expect, test } from 'vitest';
import { readClip } from '../testing.ts';
import { type ExplainedSource, explainHeadlines } from './explain-headlines.ts';

const event = { container: 'mp4', codec: 'h264', width: 320, height: 180, encryption: 'none' } as const;

function sourceOf(name: string, container: 'ts' | 'mp4'): ExplainedSource {
  const bytes = readClip(name);
  const object = {
    n: 0,
    kind: 'segment',
    bytes: bytes.length,
    md5: '',
    sha256: '',
    durationMs: 3000,
    iv: null,
  } as const;
  return { input: { bytes, object, event: { ...event, container } }, plain: bytes };
}

test.each([
  ['h264-aac.mpegts', 'ts', 'pes', 'PTS'],
  ['h264-faststart.mp4', 'mp4', 'box', 'timescale'],
] as const)(
  'a headline of the whole clip is shown where its first segment says it: the speed of time in %s',
  (name, container, kind, field) => {
    const rate = finding('time.rate', { measured: 2 });
    const explained = explainHeadlines([rate], new Map([[0, sourceOf(name, container)]]));
    expect(explained).toMatchObject([{ code: 'time.rate', object: null, source: 0, structures: [{ kind }] }]);
    expect(explained[0]?.structures[0]?.fields.map((one) => one.name)).toContain(field);
  },
);

test('of a headline of the whole clip that no header says, nothing is shown', () => {
  const sources = new Map([[0, sourceOf('h264-aac.mpegts', 'ts')]]);
  expect(explainHeadlines([finding('time.too_short', { measured: 900 })], sources)).toEqual([]);
});
