import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { describe, type EventObject, type Seal, type SealedObject, seal } from '../../src/index.ts';
import type { Fault } from './fault.ts';

const needs = { encryption: 'aes-128' } as const;

type Aes = { algorithm?: string; key: Buffer; iv: Buffer | null; padding?: boolean; declaredIv?: Buffer };

function encrypt(object: EventObject, n: number, aes: Aes): SealedObject {
  const cipher = createCipheriv(aes.algorithm ?? 'aes-128-cbc', aes.key, aes.iv);
  if (aes.padding === false) cipher.setAutoPadding(false);
  const bytes = Buffer.concat([cipher.update(object.bytes), cipher.final()]);
  return describe(object, n, bytes, aes.declaredIv ?? aes.iv ?? randomBytes(16));
}

/** Wraps a way to encrypt wrongly; without a key there is nothing to do wrong. */
const withKey =
  (wrong: (object: EventObject, n: number, key: Buffer) => SealedObject): Seal =>
  (object, n, key) =>
    key === null ? seal(object, n, key) : wrong(object, n, Buffer.from(key));

export const encryptionFaults = {
  'enc.none': {
    about: 'declares no encryption, and encrypts nothing',
    needs: { encryption: 'none' },
  },
  'enc.missing': {
    about: 'uploads plain bytes though it declared AES-128',
    needs,
    seal: (object, n) => describe(object, n, object.bytes, randomBytes(16)),
  },
  'enc.undeclared': {
    about: 'encrypts though it declared no encryption',
    needs: { encryption: 'none' },
    seal(object, n) {
      const { bytes } = encrypt(object, n, { key: randomBytes(16), iv: randomBytes(16) });
      return describe(object, n, bytes, null);
    },
  },
  'enc.key': {
    about: 'encrypts with another key than the event’s',
    needs,
    seal: withKey((object, n, key) =>
      encrypt(object, n, { key: createHash('md5').update(key.toString('hex')).digest(), iv: randomBytes(16) }),
    ),
  },
  'enc.iv': {
    about: 'uses the key as IV instead of the one it declares',
    needs,
    seal: withKey((object, n, key) => encrypt(object, n, { key, iv: key, declaredIv: randomBytes(16) })),
  },
  'enc.iv_reused': {
    about: 'encrypts every object with one IV',
    needs,
    seal: withKey((object, n, key) => encrypt(object, n, { key, iv: Buffer.alloc(16, 0x5a) })),
  },
  'enc.mode': {
    about: 'encrypts block by block (ECB) instead of chained (CBC)',
    needs,
    seal: withKey((object, n, key) => encrypt(object, n, { algorithm: 'aes-128-ecb', key, iv: null })),
  },
  'enc.padding': {
    about: 'fills the last block with zeros instead of PKCS#7',
    needs,
    seal: withKey((object, n, key) => {
      const missing = 16 - (object.bytes.length % 16);
      const filled = { ...object, bytes: Buffer.concat([object.bytes, Buffer.alloc(missing)]) };
      return encrypt(filled, n, { key, iv: randomBytes(16), padding: false });
    }),
  },
  'enc.block': {
    about: 'cuts the last block off in the middle',
    needs,
    seal: withKey((object, n, key) => {
      const whole = seal(object, n, key);
      const iv = Buffer.from(whole.declaration.iv ?? '', 'hex');
      return describe(object, n, whole.bytes.subarray(0, -5), iv);
    }),
  },
} as const satisfies Record<string, Fault>;
