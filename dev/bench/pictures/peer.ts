// The peer, in a process of its own: a bare Node that hands out one page and the same pictures as one plain MP4, the first
// segment alone. What a browser takes for these is taken by every player.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { recordClip } from '@kaitong/device/virtual';

const { objects } = await recordClip({ container: 'fmp4', encryption: 'none' });
const first = objects.findIndex(({ declaration }) => declaration.kind === 'segment');
const movie = Buffer.concat(
  objects.slice(0, first + 1).flatMap(({ declaration, bytes }) => (declaration.kind === 'snapshot' ? [] : [bytes])),
);
const PAGE = `<!doctype html><meta charset="utf-8"><button>play</button><script>
document.querySelector('button').onclick = () => {
  const video = Object.assign(document.createElement('video'), { muted: true, playsInline: true, src: '/movie.mp4' });
  document.body.append(video);
  void video.play();
};
</script>`;

const server = createServer(({ url }, response) => {
  const isMovie = url === '/movie.mp4';
  const body = isMovie ? movie : Buffer.from(PAGE);
  const type = isMovie ? 'video/mp4' : 'text/html';
  response.writeHead(200, { 'content-type': type, 'content-length': body.length }).end(body);
});
process.once('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
});
