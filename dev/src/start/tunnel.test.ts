import { expect, test } from 'vitest';
import { tunnelLine } from './tunnel.ts';

const PAGES = ['http://127.0.0.1:7084', 'http://127.0.0.1:7080', 'http://127.0.0.1:7082'];

test('over SSH one line brings every port that pages use to the other computer', () => {
  const environment = { SSH_CONNECTION: '198.51.100.7 50022 192.0.2.5 22', USER: 'chen' };
  expect(tunnelLine(PAGES, environment)).toBe(
    'ssh -L 7084:127.0.0.1:7084 -L 7080:127.0.0.1:7080 -L 7082:127.0.0.1:7082 chen@192.0.2.5',
  );
});

test('it names the port of the SSH server where that is another, and IPv6 as ssh takes it', () => {
  const environment = { SSH_CONNECTION: '2001:db8::7 50022 2001:db8::5 2222' };
  expect(tunnelLine(['https://[::1]:7080'], environment)).toBe('ssh -p 2222 -L 7080:[::1]:7080 2001:db8::5');
});

test('who sits at the computer reads of no tunnel', () => {
  expect(tunnelLine(PAGES, { USER: 'chen' })).toBeUndefined();
});
