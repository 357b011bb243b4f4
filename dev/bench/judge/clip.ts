import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import type { Container, EventDeclaration, ObjectDeclaration, ObjectKind, VideoCodec } from '@kaitong/contract/checks';
import type { RecordedClip } from '@kaitong/device/virtual';
import type { Arrival } from '@kaitong/judge';

export type Upload = { object: ObjectDeclaration; bytes: Buffer };

/** What a device would send: the declarations, and the bytes as they are uploaded. */
export type Clip = {
  event: EventDeclaration;
  uploads: Upload[];
  key: Buffer | null;
  /** A camera sends one with every event; a muxer makes none. */
  snapshotExpected: boolean;
  /** When its objects came to the platform, where that is part of what is tried. */
  arrival?: Arrival;
};

export type Part = { kind: ObjectKind; bytes: Buffer; durationMs: number };
export type Declared = { container: Container; codec: VideoCodec; width: number; height: number };

const hash = (algorithm: 'md5' | 'sha256', bytes: Buffer): string => createHash(algorithm).update(bytes).digest('hex');

export const describe = (n: number, { kind, bytes, durationMs }: Part, iv: Buffer | null): ObjectDeclaration => ({
  n,
  kind,
  bytes: bytes.length,
  durationMs,
  md5: hash('md5', bytes),
  sha256: hash('sha256', bytes),
  iv: iv?.toString('hex') ?? null,
});

/** A clip as plain bytes. */
export function plainClip(declared: Declared, parts: readonly Part[]): Clip {
  const uploads = parts.map((part, n) => ({ object: describe(n, part, null), bytes: part.bytes }));
  return { event: { ...declared, encryption: 'none' }, uploads, key: null, snapshotExpected: false };
}

export type Cipher = (bytes: Buffer, key: Buffer, iv: Buffer, n: number) => Buffer;

export const cbc: Cipher = (bytes, key, iv) => {
  const cipher = createCipheriv('aes-128-cbc', key, iv);
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
};

/** The same clip encrypted, by default as it should be. */
export function encryptedClip({ event, uploads, snapshotExpected }: Clip, cipher: Cipher = cbc): Clip {
  const key = randomBytes(16);
  return {
    event: { ...event, encryption: 'aes-128' },
    key,
    snapshotExpected,
    uploads: uploads.map(({ object, bytes }) => {
      const iv = randomBytes(16);
      const sealed = cipher(bytes, key, iv, object.n);
      return { object: describe(object.n, { ...object, bytes: sealed }, iv), bytes: sealed };
    }),
  };
}

/** A recording of the virtual camera. */
export const cameraClip = ({ declaration, objects, key }: RecordedClip): Clip => ({
  event: declaration,
  key,
  snapshotExpected: true,
  uploads: objects.map(({ declaration: object, bytes }) => ({ object, bytes: Buffer.from(bytes) })),
});
