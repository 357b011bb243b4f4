import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { VideoFrame } from '../encode/frames.ts';
import { kindOfNal, splitNals } from '../mux/annex-b.ts';

const MAX_PAYLOAD = 1200;

/** A camera as many stand in shops: RTSP with H.264 over interleaved RTP (RFC 2326, RFC 6184), for one viewer at a time. */
export async function startRtspServer(firstKey: VideoFrame) {
  const sockets = new Set<Socket>();
  const playing = Promise.withResolvers<void>();
  let viewer: Socket | undefined;
  let sequence = 0;

  const server = createServer((socket) => {
    sockets.add(socket.once('close', () => sockets.delete(socket)).on('error', () => undefined));
    let text = '';
    socket.on('data', (data) => {
      text += data.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        answer(socket, text.slice(0, end));
        text = text.slice(end + 4);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  function answer(socket: Socket, request: string): void {
    // Reports of the viewer about reception may stand before the request; nothing is made of them.
    const method = /(OPTIONS|DESCRIBE|SETUP|PLAY) rtsp:/.exec(request)?.[1];
    const sequenceNumber = /^CSeq: *(\d+)/im.exec(request)?.[1] ?? '0';
    const reply = (headers: string[], body = '') =>
      socket.write(['RTSP/1.0 200 OK', `CSeq: ${sequenceNumber}`, ...headers, '', body].join('\r\n'));
    if (method === 'OPTIONS') reply(['Public: DESCRIBE, SETUP, PLAY, TEARDOWN']);
    if (method === 'DESCRIBE') {
      const body = sessionDescription(firstKey);
      reply(['Content-Type: application/sdp', `Content-Length: ${body.length}`], body);
    }
    if (method === 'SETUP') reply(['Transport: RTP/AVP/TCP;unicast;interleaved=0-1', 'Session: 1']);
    if (method === 'PLAY') {
      reply(['Session: 1']);
      viewer = socket;
      playing.resolve();
    }
  }

  return {
    url: `rtsp://viewer:secret@127.0.0.1:${port}/live`,
    playing: playing.promise,
    send(frame: VideoFrame) {
      for (const [payload, last] of payloadsOf(frame)) {
        sequence = (sequence + 1) & 0xffff;
        const packet = Buffer.alloc(16);
        packet[0] = 0x24;
        packet.writeUInt16BE(12 + payload.length, 2);
        packet[4] = 0x80;
        packet[5] = (last ? 0x80 : 0) | 96;
        packet.writeUInt16BE(sequence, 6);
        packet.writeUInt32BE(frame.pts >>> 0, 8);
        packet.writeUInt32BE(0x4b41, 12);
        viewer?.write(Buffer.concat([packet, payload]));
      }
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function sessionDescription({ data }: VideoFrame): string {
  const sets = splitNals(data).filter((nal) => ['sps', 'pps'].includes(kindOfNal('h264', nal)));
  const sprop = sets.map((nal) => Buffer.from(nal).toString('base64')).join(',');
  return [
    ...['v=0', 'o=- 0 0 IN IP4 127.0.0.1', 's=camera', 'c=IN IP4 0.0.0.0', 't=0 0'],
    ...[
      'm=video 0 RTP/AVP 96',
      'a=rtpmap:96 H264/90000',
      `a=fmtp:96 packetization-mode=1;sprop-parameter-sets=${sprop}`,
    ],
    ...['a=control:track1', ''],
  ].join('\r\n');
}

/** NAL units as they are, or in fragments (FU-A) where they are too long; the last payload of a picture is marked. */
function* payloadsOf({ data }: VideoFrame): Generator<[Buffer, boolean]> {
  const nals = splitNals(data);
  for (const [index, nal] of nals.entries()) {
    const isLast = index === nals.length - 1;
    if (nal.length <= MAX_PAYLOAD) {
      yield [Buffer.from(nal), isLast];
      continue;
    }
    const head = nal[0] ?? 0;
    for (let at = 1; at < nal.length; at += MAX_PAYLOAD) {
      const end = at + MAX_PAYLOAD >= nal.length;
      const marks = (at === 1 ? 0x80 : 0) | (end ? 0x40 : 0) | (head & 31);
      yield [
        Buffer.concat([Buffer.from([(head & 0xe0) | 28, marks]), nal.subarray(at, at + MAX_PAYLOAD)]),
        isLast && end,
      ];
    }
  }
}
