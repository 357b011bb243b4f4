import { afterEach, expect, test, vi } from 'vitest';
import { findFreePort } from '../../free-port.ts';
import { createLog, silentLog } from '../../log.ts';
import type { Decider } from './decide.ts';
import { type Hook, listenHook } from './listen-hook.ts';

const path = '/0123456789abcdef';
let hook: Hook | undefined;
afterEach(() => hook?.close());

async function listen(decide: Decider, log = silentLog) {
  const port = await findFreePort();
  hook = await listenHook({ host: '127.0.0.1', port, path }, decide, log);
  return async (where: string, body?: string): Promise<string> => {
    const answer = await fetch(`http://127.0.0.1:${port}${where}`, body === undefined ? {} : { method: 'POST', body });
    return answer.status === 200 ? await answer.text() : `${answer.status}`;
  };
}

test('whoever does not know the path is asked nothing, and there are four questions', async () => {
  const decide = vi.fn<Decider>(async () => 'allow');
  const ask = await listen(decide);
  expect(await ask(`${path}/user`, 'username=a')).toBe('allow');
  expect(decide).toHaveBeenCalledExactlyOnceWith('user', { username: 'a' });
  for (const wrong of [
    '/user',
    `${path}/`,
    `${path}/users`,
    `${path}/user?x`,
    `${path}x/user`,
    '/0123456789abcdeg/user',
  ])
    expect(await ask(wrong, 'username=a')).toBe('404');
  expect(await ask(`${path}/user`)).toBe('404');
  expect(decide).toHaveBeenCalledOnce();
});

test('what cannot be looked up, or is too long, is denied, and no token stands in the log', async () => {
  const lines: string[] = [];
  const log = createLog({ level: 'trace' }, { write: (line) => void lines.push(line) });
  const ask = await listen(async () => {
    throw new Error('the database is away');
  }, log);
  expect(await ask(`${path}/user`, 'username=a&password=private-words')).toBe('deny');
  expect(await ask(`${path}/topic`, `username=a&routing_key=${'x'.repeat(20_000)}`)).toBe('deny');
  const text = lines.join('');
  expect(text).toContain('broker.hook_failed');
  expect(text).not.toContain('private-words');
});
