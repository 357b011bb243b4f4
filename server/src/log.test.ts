import { expect, test } from 'vitest';
import { createLog } from './log.ts';

test('whatever error is logged, under whatever name, is told and ends nobody', () => {
  const lines: string[] = [];
  const log = createLog({}, { write: (line) => void lines.push(line) });
  const late = new DOMException('too late', 'TimeoutError');
  for (const fields of [{ error: late }, { err: late }, { cause: late }, { err: new Error('x', { cause: late }) }])
    log.warn(fields, 'region.silent');
  log.warn({ error: new Error('gone'), token: 'hunter2', deep: { deeper: { secret: 'hunter2' } } }, 'region.silent');
  expect(lines).toHaveLength(5);
  for (const line of lines) expect(line).toMatch(/too late|gone/);
  expect(lines.join()).not.toContain('hunter2');
});
