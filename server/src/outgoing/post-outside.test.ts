import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { milliseconds, seconds } from '@kaitong/contract';
import { afterEach, expect, test } from 'vitest';
import { addressRules } from './address-rules.ts';
import { type OutsideOptions, postOutside, type Sent } from './post-outside.ts';

const open: { server: Server; sockets: Set<Socket> }[] = [];
afterEach(async () => {
  for (const { server, sockets } of open.splice(0)) {
    const closed = new Promise((done) => server.close(done));
    for (const socket of sockets) socket.destroy();
    await closed;
  }
});

async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).resume(); // whoever sends cuts lines here
    socket.once('close', () => sockets.delete(socket));
  });
  open.push({ server, sockets });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const receiver = (answer: RequestListener) => listen(createHttpServer(answer));
/** Whatever it says on a line, without being asked anything. */
const speaker = (speak: (socket: Socket) => void) => listen(createServer(speak));

const inside = addressRules(['127.0.0.1']);
async function post(url: string, options: Partial<OutsideOptions> = {}): Promise<Sent> {
  const sent = await postOutside({ rules: inside, ...options })({
    url,
    headers: { 'x-test': 'yes' },
    body: '{"a":"好"}',
  });
  if (sent === 'stopped') throw new Error('nobody stopped it');
  return sent;
}

test('what is posted arrives with its headers, and the status and beginning of the answer come back', async () => {
  const got: { header: unknown; body: string }[] = [];
  const url = await receiver(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    got.push({ header: request.headers['x-test'], body });
    response.writeHead(418).end('a teapot');
  });
  expect(await post(url)).toMatchObject({ outcome: 'answered', status: 418, answer: 'a teapot' });
  expect(got).toEqual([{ header: 'yes', body: '{"a":"好"}' }]);
});

test('a redirect is an answer: what it points to is not asked', async () => {
  let asked = 0;
  const inner = await receiver((_, response) => response.end(String(++asked)));
  const url = await receiver((_, response) => response.writeHead(302, { location: inner }).end());
  expect(await post(url)).toMatchObject({ outcome: 'answered', status: 302 });
  expect(asked).toBe(0);
});

test('addresses inside are refused in whatever spelling, by name too, and nothing is sent', async () => {
  let connections = 0;
  const url = await speaker(() => connections++);
  const { port } = new URL(url);
  const strict = { rules: addressRules([]) };
  for (const host of ['127.0.0.1', '[::ffff:127.0.0.1]', '0x7f.1', '2130706433', '127.1', '[::1]'])
    expect((await post(`http://${host}:${port}/`, strict)).outcome, host).toBe('address_refused');
  for (const found of [['127.0.0.1'], ['::ffff:127.0.0.1'], ['1.1.1.1', '10.0.0.1']])
    expect((await post(`https://name.example:${port}/`, { ...strict, lookup: async () => found })).outcome).toBe(
      'address_refused',
    );
  expect(connections).toBe(0);
});

test('a name is resolved once, and the line goes to the address that was looked at (DNS rebinding)', async () => {
  const url = await receiver((request, response) => response.end(request.headers.host));
  const { port } = new URL(url);
  const answers = [['127.0.0.1'], ['10.255.255.1']];
  const lookup = async () => answers.shift() ?? [];
  // A name that no resolver knows: only who was told an address finds the receiver.
  const sent = await post(`http://rebind.invalid:${port}/`, { lookup });
  expect(sent).toMatchObject({ outcome: 'answered', status: 200, answer: `rebind.invalid:${port}` });
  expect(answers).toHaveLength(1);
});

test('outside, nothing is sent without encryption', async () => {
  const lookup = async () => ['1.1.1.1'];
  expect((await post('http://name.example/', { lookup })).outcome).toBe('address_refused');
});

test('a name that is not there, a closed port and what is no HTTP are told apart from answers', async () => {
  expect((await post('https://nobody.invalid/', { lookup: () => Promise.reject(new Error('none')) })).outcome).toBe(
    'name_unknown',
  );
  const url = await speaker((socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
  expect((await post(url)).outcome).toBe('unreachable');
  expect((await post(url.replace('http:', 'https:'))).outcome).toBe('unreachable');
  expect((await post('http://127.0.0.1:1/')).outcome).toBe('unreachable');
});

test('whoever wants to change to another protocol has answered, and is listened to no longer', async () => {
  const closed = Promise.withResolvers<void>();
  const url = await speaker((socket) => {
    socket.once('close', () => closed.resolve());
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
  });
  expect(await post(url)).toMatchObject({ outcome: 'answered', status: 101 });
  await closed.promise;
});

/** Says something again as soon as the line takes more. */
const endlessly = (text: string) => (socket: Socket) => {
  const say = (): void => {
    if (socket.destroyed) return;
    if (socket.write(text)) setImmediate(say);
    else socket.once('drain', say);
  };
  say();
};

test.each([
  ['headers', 'HTTP/1.1 200 OK\r\n', 'x-more: and more\r\n', 'unreachable', seconds(15)],
  ['provisional answers', '', 'HTTP/1.1 103 Early Hints\r\n\r\n', 'too_late', milliseconds(200)],
])('endless %s hold nothing up', async (_, first, again, outcome, patience) => {
  const url = await speaker((socket) => {
    socket.write(first);
    endlessly(again)(socket);
  });
  expect((await post(url, { patience })).outcome).toBe(outcome);
});

test('of an endless body its beginning is kept', async () => {
  const url = await speaker((socket) => {
    socket.write('HTTP/1.1 500 Oops\r\n\r\n');
    endlessly('0123456789')(socket);
  });
  const sent = await post(url);
  expect(sent).toMatchObject({ outcome: 'answered', status: 500 });
  expect(sent.answer).toHaveLength(1024);
});

test('who stops waits for no receiver', async () => {
  const stopping = new AbortController();
  const url = await speaker(() => stopping.abort());
  const outgoing = { url, headers: {}, body: '' };
  expect(await postOutside({ rules: inside })(outgoing, stopping.signal)).toBe('stopped');
  expect(await postOutside({ rules: inside })(outgoing, stopping.signal)).toBe('stopped');
});

test('whoever says nothing, and a name server that does not either, are waited for no longer than is said', async () => {
  const url = await speaker(() => {});
  expect((await post(url, { patience: milliseconds(50) })).outcome).toBe('too_late');
  const lookup = () => new Promise<string[]>(() => {});
  expect((await post('https://name.example/', { lookup, patience: milliseconds(50) })).outcome).toBe('too_late');
});
