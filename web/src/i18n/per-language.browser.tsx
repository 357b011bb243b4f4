import { Component, lazy, type ReactNode, Suspense, useMemo } from 'react';
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

/** What a page shows in place of what it could not render. */
class Failed extends Component<{ children: ReactNode }> {
  override state = { hasFailed: false };
  static getDerivedStateFromError = () => ({ hasFailed: true });
  override render = () => (this.state.hasFailed ? <p role="alert">lost</p> : this.props.children);
}

test('what the network lost is asked for once, and the page says so', async () => {
  let asked = 0;
  const lose = async (): Promise<string> => {
    asked++;
    throw new Error('the network is away');
  };
  const greetings = perLanguage({ 'zh-CN': lose, en: async () => 'hello' });
  await render(
    <Failed>
      <Suspense>
        <Greeting greetings={greetings} onBegin={() => {}} />
      </Suspense>
    </Failed>,
    { createRootOptions: { onCaughtError() {} } },
  );
  await expect.element(page.getByRole('alert')).toBeVisible();
  expect(asked).toBe(1);
});
