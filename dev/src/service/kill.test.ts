// kill -9 of the only server while a camera records. The wider suite does it fifty times.
import { test } from 'vitest';
import { expectNothingLost } from './testing/kill-story.ts';

test('a server that is killed in the middle of recordings loses nothing that it acknowledged', async () => {
  await expectNothingLost({ kills: 2 });
}, 150_000);
