import { expect, test } from 'vitest';
import { stageLink } from './stage-link.ts';

const ROOM = 'http://127.0.0.1:7082';
const CONSOLE = 'http://127.0.0.1:7080/enter#token=kl_a-1';
const APP = 'http://127.0.0.1:7080/cn/app/enter#token=kl_b_2';

test('the stage is brought both tokens where no server sees them, in the language of the page', () => {
  const link = new URL(stageLink(ROOM, 'en', [CONSOLE, APP]) ?? '');
  expect(link.origin + link.pathname + link.search).toBe(`${ROOM}/stage?lang=en`);
  expect(link.hash).toBe('#console=kl_a-1&app=kl_b_2');
});

test('where one of the accounts is gone there is no link', () => {
  expect(stageLink(ROOM, 'en', [CONSOLE, undefined])).toBeUndefined();
  expect(stageLink(ROOM, 'en', [undefined, APP])).toBeUndefined();
});
