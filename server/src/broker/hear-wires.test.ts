import type { DeviceId, StatusMessage } from '@kaitong/contract';
import { expect, test, vi } from 'vitest';
import { silentLog } from '../log.ts';
import { hearWires } from './hear-wires.ts';
import { freshMessages, type Line } from './line.ts';
import { Lines } from './lines.ts';
import type { Wire } from './mqtt/wire.ts';

const deviceId = `dv${'0'.repeat(18)}` as DeviceId;
const status = { id: 'm', session: 1, state: 'online', firmware: '2.3.0' };

/** A line whose statuses are stored when `store` says so; it ends with the wire. */
function openLine() {
  const asked: (() => void)[] = [];
  let hasEnded = false;
  const close = (): void => {
    hasEnded = true;
  };
  const gone = vi.fn(async () => {});
  const presence = {
    gone,
    said: (_: DeviceId, { sequence }: StatusMessage) =>
      new Promise<string>((resolve) => asked.push(() => resolve(`${sequence}`))),
  };
  const context = { region: 'cn', deviceLog: { note() {} } };
  const wire = { acknowledge() {}, close } as unknown as Wire;
  const line = { wire, deviceId, region: { context, presence }, messages: freshMessages() } as unknown as Line;
  Object.assign(line, { sent: new Map(), saysOnly: false, isEnding: false, isOver: false, waiting: 0 });
  wire.line = line;
  const hearer = hearWires({
    ...{ regions: new Map(), deliveries: new Map(), lines: new Lines(), log: silentLog },
    ...{ onEntered() {}, onClosed() {} },
  });
  const publish = (sequence: number): void => {
    const payload = Buffer.from(JSON.stringify({ ...status, sequence }));
    const topic = `kt/d/${deviceId}/up/status`;
    hearer.published(wire, { topic, payload, qos: 1, retain: false, messageId: 1 });
  };
  return { line, publish, asked, hasEnded: () => hasEnded, hearer, gone };
}

test('of what a device sends while nothing can be stored only so much is kept, and it goes when that is stored', async () => {
  const { line, publish, asked, hasEnded } = openLine();
  for (let sequence = 0; sequence < 10_000; sequence++) publish(sequence);
  expect(line.waiting).toBeLessThanOrEqual(201);
  expect(hasEnded()).toBe(false);
  for (const store of asked) store();
  await line.tail?.catch(() => {});
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked.length).toBeGreaterThanOrEqual(60);
  expect(hasEnded()).toBe(true);
});

test('a device that keeps to its measure is not heard for ever while nothing can be stored', async () => {
  const { line, publish, asked, hasEnded } = openLine();
  for (let sequence = 0; sequence < 300; sequence++) {
    line.messages = freshMessages(); // as if time had passed
    publish(sequence);
  }
  expect(asked).toHaveLength(200);
  for (const store of asked) store();
  await line.tail?.catch(() => {});
  await new Promise((resolve) => setImmediate(resolve));
  expect(hasEnded()).toBe(true);
});

test('that a line has ended is told again until it is stored; when we stop, no more', async () => {
  const { line, hearer, gone } = openLine();
  Object.assign(line, { connection: { id: 'b.1', broker: 'b', isWatched: true, order: 1 } });
  const away = new Error('the database is away');
  gone.mockRejectedValueOnce(away).mockRejectedValueOnce(away);
  hearer.closed(line.wire);
  await vi.waitFor(() => expect(gone).toHaveBeenCalledTimes(3), { timeout: 10_000 });
  await hearer.settle();
  gone.mockRejectedValue(away);
  hearer.closed(line.wire);
  await vi.waitFor(() => expect(gone).toHaveBeenCalledTimes(4));
  hearer.stop();
  await hearer.settle();
});
