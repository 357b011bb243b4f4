import { op, refusal } from '@kaitong/contract';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { noteKept } from '../../store/writes.ts';
import { createApp } from './app.ts';
import { mountContract } from './mount.ts';

const reply = z.object({ ok: z.boolean() });
const contract = {
  keep: op({ method: 'POST', path: '/keep', summary: 'Keep', caller: 'public', body: z.object({}), reply }),
  look: op({ method: 'GET', path: '/look', summary: 'Look', caller: 'public', reply }),
};

const app = createApp({ log: pino({ level: 'silent' }) });
let url: string;
let does: () => { ok: boolean } | ReturnType<typeof refusal>;
let isKept: boolean;
let confirmed: number;

beforeAll(async () => {
  mountContract(
    app,
    contract,
    { keep: async () => does(), look: async () => does() },
    {
      authenticate: {},
      async confirm() {
        confirmed += 1;
        if (!isKept) throw new Error('no standby has it');
      },
    },
  );
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
beforeEach(() => {
  isKept = true;
  confirmed = 0;
});
afterAll(() => app.close());

const keep = async () =>
  (await fetch(`${url}/keep`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status;

test('what was asked to be done and is found done is answered once that is confirmed, and not where it cannot be', async () => {
  does = () => ({ ok: true });
  expect([await keep(), confirmed]).toEqual([200, 1]);
  isKept = false;
  expect([await keep(), confirmed]).toEqual([500, 2]);
});

test('what a call wrote itself is confirmed by its own commit; refusals and looks need nothing', async () => {
  does = () => {
    noteKept();
    return { ok: true };
  };
  expect([await keep(), confirmed]).toEqual([200, 0]);
  does = () => refusal('not_allowed');
  expect([await keep(), confirmed]).toEqual([403, 0]);
  does = () => ({ ok: true });
  expect([(await fetch(`${url}/look`)).status, confirmed]).toEqual([200, 0]);
});
