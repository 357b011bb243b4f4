import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openMailer } from './open-mailer.ts';

/** What a mail server was told, line by line. It knows no TLS. */
const told: string[] = [];
const server = net.createServer((socket) => {
  let isBody = false;
  socket.write('220 mail.example ESMTP\r\n');
  socket.on('data', (bytes) => {
    for (const line of bytes
      .toString()
      .split('\r\n')
      .filter((text) => text !== '')) {
      told.push(line);
      if (isBody && line !== '.') continue;
      isBody = line === 'DATA';
      socket.write(isBody ? '354 go on\r\n' : line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
    }
  });
});
let port: number;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => void server.close());

const mail = { to: 'owner@example.com', subject: 'Hello', text: 'One line.' };

test('a mail reaches the mail server with its sender and its reader', async () => {
  told.length = 0;
  await openMailer({ url: `smtp://127.0.0.1:${port}`, from: 'Kaitong <no-reply@example.com>' }).send(mail);
  expect(told).toContain('MAIL FROM:<no-reply@example.com>');
  expect(told).toContain('RCPT TO:<owner@example.com>');
  expect(told).toContain('Subject: Hello');
  expect(told).toContain('One line.');
});

test('beyond this machine nothing is sent over a line without encryption', async () => {
  told.length = 0;
  const mailer = openMailer({ url: `smtp://localhost.localdomain:${port}`, from: 'x@example.com' });
  await expect(mailer.send(mail)).rejects.toThrow();
  expect(told.filter((line) => /^(MAIL|RCPT|DATA)/.test(line))).toEqual([]);
});
