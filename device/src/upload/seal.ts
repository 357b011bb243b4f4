import type { ObjectDeclaration, ObjectKind } from '@kaitong/contract/checks';
import { digestOf, encrypt, hmacOf } from '#platform';
import { hexOf } from '../bytes.ts';

/** One piece of an event as the camera made it. */
export type EventObject = {
  kind: ObjectKind;
  bytes: Uint8Array;
  /** Footage in it; 0 for `init` and `snapshot`. */
  durationMs: number;
  /** When its last frame was taken, on the device's monotonic clock; its declaration then says how long ago that was. */
  endedAt?: number;
};

export type SealedObject = { declaration: ObjectDeclaration; bytes: Uint8Array };

/** Makes the bytes to upload and what is declared about them. `key` is null for events without encryption. */
export type Seal = (object: EventObject, n: number, key: Uint8Array | null) => SealedObject;

/** AES-128-CBC with PKCS#7 over the whole object, as HLS `METHOD=AES-128` reads it; plain where there is no key. */
export const seal: Seal = (object, n, key) => {
  if (key === null) return describe(object, n, object.bytes, null);
  const iv = initialisationVector(object.bytes, n, key);
  return describe(object, n, encrypt(object.bytes, key, iv), iv);
};

/** The declaration of bytes as they will be sent. */
export function describe(object: EventObject, n: number, bytes: Uint8Array, iv: Uint8Array | null): SealedObject {
  return {
    bytes,
    declaration: {
      n,
      kind: object.kind,
      bytes: bytes.length,
      durationMs: Math.round(object.durationMs),
      md5: digestOf('md5', bytes),
      sha256: digestOf('sha256', bytes),
      iv: iv && hexOf(iv),
    },
  };
}

/**
 * Looks random to everyone without the key, differs for every object, and is the same when the same object is sealed
 * again: after a restart the device sends the very bytes that it had declared before.
 */
function initialisationVector(bytes: Uint8Array, n: number, key: Uint8Array): Uint8Array {
  return hmacOf(key, `kaitong object ${n}\n`, bytes).subarray(0, 16);
}
