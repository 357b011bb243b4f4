// kill -9 of the only server at fifty random points of recordings.
import { test } from 'vitest';
import { expectNothingLost } from '../../src/service/testing/kill-story.ts';

test('no acknowledged segment is missing, no event is there twice, everything can be played', async () => {
  await expectNothingLost({ kills: 50 });
}, 1_500_000);
