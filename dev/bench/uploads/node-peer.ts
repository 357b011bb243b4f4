// What a plain Node server does with a PUT, as the peer: both hashes on its one thread, the bytes forced to the disk, a name
// that replaces nothing. No signature, no database.
import { createHash, randomUUID } from 'node:crypto';
import { link, open, unlink } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const [, , folder = ''] = process.argv;

async function store(request: IncomingMessage, name: string): Promise<void> {
  const part = path.join(folder, `${randomUUID()}.part`);
  const hashes = [createHash('sha256'), createHash('md5')];
  const file = await open(part, 'wx');
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      for (const hash of hashes) hash.update(chunk);
      await file.write(chunk);
    }
    await file.datasync();
  } finally {
    await file.close();
  }
  await link(part, path.join(folder, name));
  await unlink(part);
  const names = await open(folder, 'r');
  await names.sync();
  await names.close();
}

const server = createServer((request, response) => {
  store(request, path.basename(request.url ?? '')).then(
    () => response.writeHead(201).end(),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit());
