import type { DeviceId } from '@kaitong/contract';
import type { Connection } from '@kaitong/core';
import { expect, test } from 'vitest';
import { type DatabaseProblem, DatabaseUnavailable } from '../store/unavailable.ts';
import { enterLine } from './enter-line.ts';
import type { Line } from './line.ts';

const deviceId = `dv${'0'.repeat(18)}` as DeviceId;
const connection = { id: 'b.1', broker: 'b', isWatched: true, order: undefined };

/** What is told to be gone where the connection cannot be stored for this reason. */
async function goneAfter(code: DatabaseProblem, isTool = false): Promise<Connection[]> {
  const away = new DatabaseUnavailable(code, 'x');
  const fail = () => Promise.reject(away);
  const presence = { nextConnection: () => connection, connected: fail, attached: fail };
  const line = { deviceId, region: { presence }, wire: { keepAliveSeconds: 30 } } as unknown as Line;
  const gone: Connection[] = [];
  await expect(enterLine(line, isTool, (_, one) => gone.push(one))).rejects.toBe(away);
  return gone;
}

test('a connection of which nobody can say that it is stored is told to be gone, since it is not let in', async () => {
  expect(await goneAfter('unsure')).toEqual([{ ...connection, order: 0 }]);
  expect(await goneAfter('unreachable')).toEqual([]);
  expect(await goneAfter('unsure', true)).toEqual([]);
});
