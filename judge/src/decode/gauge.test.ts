import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { type Gauge, parsePsTime, procGauge, psGauge, readStat, ticksPerSecond } from './gauge.ts';

const STAT = (name: string) => `4711 (${name}) R 1 1 1 0 -1 4194304 148 0 0 0 123 45 7 8 20 0 1 0 50693 4042752 541`;

test.each(['node', 'a) S 1 (b', ') R 9 9 9 9 9 9 9 9 9 9 9 9 9 ('])('`stat` of a process called "%s"', (name) => {
  expect(readStat(STAT(name), 100)).toEqual({ processorMs: 1680, isStopped: false });
  expect(readStat(STAT(name).replace(/\) R (?=1 1)/, ') T '), 1000)).toEqual({ processorMs: 168, isStopped: true });
});

test('what is no `stat` is no time', () => {
  expect(readStat('', 100)).toBeUndefined();
});

test('the kernel says how long a tick is; where it does not, a hundred make a second', () => {
  const vector = new Uint8Array(new BigUint64Array([6n, 4096n, 17n, 1024n, 0n, 0n]).buffer);
  expect(ticksPerSecond(vector, 8)).toBe(1024);
  expect(ticksPerSecond(new Uint8Array(new Uint32Array([17, 250, 0, 0]).buffer), 4)).toBe(250);
  expect(ticksPerSecond(new Uint8Array(), 8)).toBe(100);
});

test.each([
  ['0:00.12', 120],
  ['12:03.45', 723_450],
  ['00:01:02', 62_000],
  ['3-04:05:06', 273_906_000],
  ['', undefined],
  ['TIME', undefined],
])('time of `ps`: %s', (text, milliseconds) => {
  expect(parsePsTime(text)).toBe(milliseconds);
});

const gauges: [string, Gauge][] = [
  ['ps', psGauge],
  ...(existsSync('/proc/self/stat') ? [['/proc', procGauge()] as [string, Gauge]] : []),
];

test.each(gauges)('by %s a process has memory and time, and one that has ended nothing', async (_, gauge) => {
  const child = spawn('sh', ['-c', 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo done; read x'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const reading = await gauge.read(child.pid ?? 0);
  expect(reading?.memoryBytes).toBeGreaterThan(100 * 1024);
  // `ps` counts whole seconds on some systems.
  expect(reading?.processorMs).toBeGreaterThanOrEqual(gauge === psGauge ? 0 : gauge.step);
  expect(reading?.isStopped).toBe(false);
  child.kill('SIGSTOP');
  await vi.waitFor(async () => expect((await gauge.read(child.pid ?? 0))?.isStopped).toBe(true), { timeout: 30_000 });
  child.kill('SIGCONT');
  child.stdin.end();
  await once(child, 'close');
  expect(await gauge.read(child.pid ?? 0)).toBeUndefined();
});
