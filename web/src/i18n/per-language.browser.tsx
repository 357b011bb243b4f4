import { lazy, Suspense, useMemo } from 'react';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { fetchLanguage, type PerLanguage, perLanguage } from './per-language.ts';

type Props = { greetings: PerLanguage<string>; onBegin: () => void };

/** Says something of its own language, and goes on after that. */
function Greeting({ greetings, onBegin }: Props) {
  onBegin();
  const greeting = greetings.use('zh-CN');
  return <h1>{useMemo(() => greeting.toUpperCase(), [greeting])}</h1>;
}

async function openPage({ isThere }: { isThere: boolean }) {
  const greetings = perLanguage({ 'zh-CN': async () => 'ni hao', en: async () => 'hello' });
  if (isThere) await fetchLanguage('zh-CN');
  const seen = { begun: 0, errors: [] as unknown[] };
  const onBegin = (): void => void seen.begun++;
  const onRecoverableError = (error: unknown): void => void seen.errors.push(error);
  // As pages that are fetched later: what comes then is rendered bit by bit, and goes on where it waited.
  const Later = lazy(async () => ({ default: Greeting }));
  await render(
    <Suspense>
      <Later greetings={greetings} onBegin={onBegin} />
    </Suspense>,
    { createRootOptions: { onRecoverableError } },
  );
  await expect.element(page.getByRole('heading', { name: 'NI HAO' })).toBeVisible();
  return seen;
}

test('what comes in the moment that a page begins to wait for it leaves React nothing to recover from', async () =>
  expect((await openPage({ isThere: false })).errors).toEqual([]));

test('what is there is shown at once', async () =>
  expect(await openPage({ isThere: true })).toEqual({ begun: 1, errors: [] }));
