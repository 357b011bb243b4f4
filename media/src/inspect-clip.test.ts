import { foldFindings } from '@kaitong/contract/checks';
import { describe, expect, test } from 'vitest';
import { type Fixture, goodClips, otherClips } from '../fixtures/catalogue.ts';
import { clipOf, codesOf, encrypted, judge } from '../fixtures/clip.ts';
import { framesOf, muxTs } from '../fixtures/mux.ts';

const cases = Object.entries<Fixture>({ ...goodClips, ...otherClips });

describe('a clip is judged by what players do with it', () => {
  test.each(cases)('%s: exactly the expected findings', (_, fixture) => {
    const { findings, objects } = judge(clipOf(fixture));
    expect(codesOf(findings)).toEqual([...fixture.expected].sort());
    const videos = objects.map(({ inspection }) => inspection.facts.video);
    expect(videos.reduce((sum, video) => sum + (video?.frames ?? 0), 0)).toBe(fixture.frames);
    expect(videos.reduce((sum, video) => sum + (video?.keyFrames.length ?? 0), 0)).toBe(fixture.keyFrames);
  });

  test.each(Object.entries<Fixture>(goodClips))('%s: the same when encrypted', (_, fixture) => {
    const { findings } = judge(encrypted(clipOf(fixture)));
    expect(codesOf(findings)).toEqual([...fixture.expected].sort());
    expect(findings.filter((f) => f.severity === 'error')).toEqual([]);
  });
});

test('pictures at a rate that no sensor has are stamped in other ticks: by milliseconds they would be so many', () => {
  const frames = framesOf('h264-no-audio.mpegts').map(({ data, pts, dts }) => {
    const inMs = (ticks: number | null) => (ticks === null ? null : Math.round(ticks / 90));
    return { data, pts: inMs(pts), dts: inMs(dts) };
  });
  const { findings } = judge(
    clipOf(goodClips['no sound'], () => muxTs(frames)),
    {
      snapshot: false,
      minFootageMs: 1500,
    },
  );
  const headlines = foldFindings(findings).filter(({ severity, because }) => severity === 'error' && !because);
  expect(headlines).toMatchObject([{ code: 'video.fps', params: { why: 'fast', slower: 12 } }]);
});
