// The alert rules as Prometheus reads them, and their tests, by Debian's promtool.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../../scripts/command.ts';

const promtool = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync('promtool', args, {
    cwd: path.join(root, 'docs/monitoring'),
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
};

test('promtool finds nothing wrong with the rules', () => {
  const { status, said } = promtool('check', 'rules', 'alerts.yml');
  expect([status, said]).toEqual([0, expect.stringContaining('SUCCESS: 8 rules found')]);
});

test('each alert is raised when it should be, and not when it should not', () => {
  const { status, said } = promtool('test', 'rules', 'alerts.test.yml');
  expect([status, said]).toEqual([0, expect.stringContaining('SUCCESS')]);
});
