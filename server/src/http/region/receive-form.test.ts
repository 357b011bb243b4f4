import { once } from 'node:events';
import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { milliseconds, minutes } from '@kaitong/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BodyBrokenOff } from '../../objects/local-disk/receive.ts';
import type { Spool } from '../../objects/spool.ts';
import { receiveForm } from './receive-form.ts';

const MOST_BYTES = 1000;
const space = { fits: async () => true, noteFull: () => {} };

let root: string;
let folder: string;
let server: Server;
let url: string;
/** What became of each request, in their order. */
let outcomes: PromiseWithResolvers<unknown>[] = [];
let onFile: (body: Spool) => void = () => {};
let stuckAfter = minutes(1);

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'form-'));
  folder = root;
  server = createServer(async (request, response) => {
    const outcome = outcomes.shift();
    try {
      const options = { folder, space: space as never, mostBytes: MOST_BYTES };
      await using form = await receiveForm(request, options, (body) => onFile(body), stuckAfter);
      const { files } = form;
      response.end(typeof files === 'string' ? files : files.map(({ bytes }) => bytes).join());
    } catch (error) {
      outcome?.resolve(error);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(root, { recursive: true });
});

const headers = { 'content-type': 'multipart/form-data; boundary=b' };
const part = (content: string): string =>
  `--b\r\nContent-Disposition: form-data; name="video"; filename="v"\r\n\r\n${content}`;

const post = async (body: string): Promise<string> =>
  await (await fetch(url, { method: 'POST', headers, body })).text();

/** Files without a name are found by what is open. */
async function countOpen(there: string): Promise<number> {
  const names = await readdir('/proc/self/fd');
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  return targets.filter((target) => target.startsWith(there)).length;
}

describe('the files of a form', () => {
  test('are there in their order, texts beside them and what follows the end are not', async () => {
    const text = '--b\r\nContent-Disposition: form-data; name="message"\r\n\r\nhello\r\n';
    expect(await post(`${part('picture')}\r\n${text}${part('a film')}\r\n--b--\r\n${'x'.repeat(5000)}`)).toBe('7,6');
  });

  test('where one is too large, and the body ends within it, cost the process nothing', async () => {
    expect(await post(part('x'.repeat(50 * MOST_BYTES)))).toBe('no_form');
    expect(await post(`${part('x'.repeat(50 * MOST_BYTES))}\r\n--b--`)).toBe('object_too_large');
  });

  test('where nobody wants one, and the body ends within it, cost the process nothing', async () => {
    onFile = (body) => body.drop();
    expect(await post(part('x'.repeat(500)))).toBe('no_form');
    onFile = () => {};
  });

  test.each(['--b\r\n--b--\r\n\r\n--bxxx', '--b--\r\n--bx', '--b--', '', '--b'])(
    'where %j never ends are none',
    async (body) => {
      stuckAfter = milliseconds(300);
      expect(await post(body)).toBe('no_form');
      stuckAfter = minutes(1);
    },
  );

  test('whose sender goes away are open no more when that is said', async () => {
    folder = await mkdtemp(path.join(folder, 'away-')); // what others left open is not counted
    const outcome = Promise.withResolvers<unknown>();
    outcomes = [outcome];
    const begun = new Promise<void>((resolve) => {
      onFile = () => resolve();
    });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const lines = ['POST / HTTP/1.1', 'host: x', `content-type: ${headers['content-type']}`, 'content-length: 9000'];
    socket.write([...lines, '', part('bytes')].join('\r\n'));
    await begun;
    socket.destroy();
    expect(await outcome.promise).toBeInstanceOf(BodyBrokenOff);
    expect(await countOpen(folder)).toBe(0);
  });
});
