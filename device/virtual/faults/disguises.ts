import { createCipheriv, randomBytes } from 'node:crypto';
import { describe, type Seal, seal } from '../../src/index.ts';
import { inSegment, packetsOf, payloadOf, pidOf, VIDEO_PID } from './edit.ts';
import type { Fault } from './fault.ts';

const ts = { container: 'ts' } as const;
const fmp4 = { container: 'fmp4' } as const;
const aes = { encryption: 'aes-128' } as const;

/** Variants of which nothing can be played: other containers than declared, and other ways to encrypt. */
export const disguiseFaults = {
  'obj.container-ps': {
    about: 'records a program stream, as DVD recorders do, and calls it MPEG-TS',
    needs: ts,
    object: inSegment('all', asProgramStream),
  },
  'obj.container-m2ts': {
    about: 'writes four bytes of time in front of each packet, as Blu-ray recorders do',
    needs: ts,
    object: inSegment('all', (bytes) =>
      Buffer.concat(packetsOf(bytes).flatMap((packet, n) => [timeInFront(n), packet])),
    ),
  },
  'obj.container-junk': {
    about: 'leaves a header of its own in front of each segment',
    needs: ts,
    object: inSegment('all', (bytes) => Buffer.concat([Buffer.from('CAM0\0\u0001\0\u0002'), bytes])),
  },
  'obj.container-mkv': {
    about: 'uploads the Matroska files that its recorder writes',
    needs: ts,
    object: inSegment('all', inMatroska),
  },
  'enc.mode-cenc': {
    about: 'encrypts the samples inside the file (CENC) as for a DRM player',
    needs: fmp4,
    object: inCommonEncryption(),
  },
  'enc.key-swapped': {
    about: 'gives its cipher the key in 32-bit words of the wrong byte order',
    needs: aes,
    seal: wrongly((key, iv) => ({ key: Buffer.from(key).swap32(), iv })),
  },
  'enc.key-exchanged': {
    about: 'hands key and IV to its cipher in the wrong order',
    needs: aes,
    seal: wrongly((key, iv) => ({ key: iv, iv: key })),
  },
} as const satisfies Record<string, Fault>;

/** A pack header (ISO/IEC 13818-1, 2.5.3.4) and PES packets of the pictures behind it. */
function asProgramStream(bytes: Buffer): Buffer {
  const pack = Buffer.from('000001ba44000400040100000bf8', 'hex');
  const pictures = packetsOf(bytes).filter((packet) => pidOf(packet) === VIDEO_PID);
  return Buffer.concat([pack, ...pictures.map((packet) => packet.subarray(payloadOf(packet)))]);
}

/** arrival_time_stamp, of 30 bits. */
function timeInFront(n: number): Buffer {
  const time = Buffer.alloc(4);
  time.writeUInt32BE(n * 3000);
  return time;
}

/** An EBML header that says `matroska` (RFC 8794, 11.2), and a segment of unknown size. */
function inMatroska(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from('1a45dfa38b4282886d6174726f736b6118538067ff', 'hex'), bytes]);
}

/** The sample entry is called `encv`, and of each picture only the first bytes are in the clear (ISO/IEC 23001-7, 9.5). */
function inCommonEncryption(): NonNullable<Fault['object']> {
  return (object, { format }) => {
    const bytes = Buffer.from(object.bytes);
    if (object.kind === 'init')
      bytes.write('encv', bytes.indexOf(format.codec === 'h264' ? 'avc1' : 'hvc1', 64), 'latin1');
    if (object.kind !== 'segment') return { ...object, bytes };
    const cipher = createCipheriv('aes-128-ctr', randomBytes(16), randomBytes(16));
    for (let at = bytes.indexOf('mdat') + 4; at + 4 <= bytes.length; ) {
      const length = bytes.readUInt32BE(at);
      const from = at + 4 + CLEAR;
      if (length > CLEAR) cipher.update(bytes.subarray(from, at + 4 + length)).copy(bytes, from);
      at += 4 + length;
    }
    return { ...object, bytes };
  };
}

/** A NAL unit's header and the beginning of its slice's. */
const CLEAR = 96;

/** Encrypts with what a firmware makes of the key and the IV that it declares. */
function wrongly(mistake: (key: Buffer, iv: Buffer) => { key: Buffer; iv: Buffer }): Seal {
  return (object, n, key) => {
    if (key === null) return seal(object, n, key);
    const iv = Buffer.from(seal(object, n, key).declaration.iv ?? '', 'hex');
    const used = mistake(Buffer.from(key), iv);
    const cipher = createCipheriv('aes-128-cbc', used.key, used.iv);
    return describe(object, n, Buffer.concat([cipher.update(object.bytes), cipher.final()]), iv);
  };
}
