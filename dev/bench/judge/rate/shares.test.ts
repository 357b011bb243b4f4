// A camera whose time is right is never called wrong, however its events reach the platform; what is decided is printed.
import { expect, test } from 'vitest';
import { events, sharesOf, sharesText, ways } from './shares.ts';

const EVENTS = 1000;
const SEED = Number(process.env.KAITONG_SEED ?? 20261127);

const all = ways.flatMap((way) => events.map((event) => ({ ...way, ...event })));

test.each(all)(`${EVENTS} right events of $lengthMs ms in $segmentMs ms: $name (KAITONG_SEED=${SEED})`, (scene) => {
  for (const ages of [false, true]) expect(sharesOf({ ...scene, rate: 1, ages }, EVENTS, SEED).wrong).toBe(0);
});

test('most cameras that say the ages of their objects are found out on any line', () => {
  const [verification] = events;
  for (const way of ways)
    expect(sharesOf({ ...way, ...verification, rate: 1.19, ages: true }, 200, SEED).wrong).toBeGreaterThan(150);
});

test('on a good line arrival alone finds many cameras that run at twice the speed', () => {
  const [verification] = events;
  const [lan] = ways;
  expect(lan && sharesOf({ ...lan, ...verification, rate: 2, ages: false }, 200, SEED).wrong).toBeGreaterThan(60);
});

test('the shares decided', () => {
  const lines = sharesText(100, SEED);
  process.stdout.write(`${lines.join('\n')}\n`);
  expect(lines).toHaveLength(events.length * (ways.length + 1));
});
