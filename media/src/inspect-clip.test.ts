import { describe, expect, test } from 'vitest';
import { type Fixture, goodClips, otherClips } from '../fixtures/catalogue.ts';
import { clipOf, codesOf, encrypted, judge } from '../fixtures/clip.ts';

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
