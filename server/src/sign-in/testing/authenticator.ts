import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { CreatedPasskey, passkeySignInTo, passkeysOf, Reply, UsedPasskey } from '@kaitong/contract';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import type { z } from 'zod';

type CreationOptions = Pick<Reply<ReturnType<typeof passkeysOf>['beginPasskey']>, 'rp' | 'user' | 'challenge'>;
type RequestOptions = Pick<Reply<ReturnType<typeof passkeySignInTo>['beginPasskeySignIn']>, 'rpId' | 'challenge'>;
type Kept = { id: string; rpId: string; userHandle: string; key: KeyObject };

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

/** A security key in software, with the browser around it: ES256, one passkey at a time. */
export class Authenticator {
  /** As the browser tells it. */
  origin: string;
  /** Whether it knew its owner by finger or PIN. */
  verifies = true;
  /** Of signatures; `null`: it counts nothing, like those that are synced. */
  counter: number | null = 0;
  private kept: Kept | undefined;

  constructor(origin: string) {
    this.origin = origin;
  }

  create({ rp, user, challenge }: CreationOptions): z.input<typeof CreatedPasskey> {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const id = randomBytes(32);
    this.kept = { id: id.toString('base64url'), rpId: rp.id, userHandle: user.id, key: privateKey };
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    const coordinate = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));
    const cose = isoCBOR.encode(
      new Map<number, number | Uint8Array<ArrayBuffer>>([
        ...([[1, 2], [3, -7], [-1, 1]] as const), // biome-ignore format: kty EC2, ES256, P-256
        [-2, coordinate(x)],
        [-3, coordinate(y)],
      ]),
    );
    const length = Buffer.from([0, id.length]);
    const authData = Buffer.concat([this.authData(rp.id, HAS_CREDENTIAL), Buffer.alloc(16), length, id, cose]);
    const attestation = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', new Uint8Array(authData)],
    ]);
    return {
      ...this.credential(),
      response: {
        clientDataJSON: this.clientData('webauthn.create', challenge),
        attestationObject: encode(isoCBOR.encode(attestation as never)),
        transports: ['internal', 'a newer one'],
      },
    };
  }

  use({ rpId, challenge }: RequestOptions): z.input<typeof UsedPasskey> {
    if (!this.kept) throw new Error('it has no passkey');
    const authData = this.authData(rpId, 0);
    const clientDataJSON = this.clientData('webauthn.get', challenge);
    const hash = createHash('sha256').update(Buffer.from(clientDataJSON, 'base64url')).digest();
    const signature = createSign('sha256').update(authData).update(hash).sign(this.kept.key);
    return {
      ...this.credential(),
      response: {
        clientDataJSON,
        authenticatorData: encode(authData),
        signature: encode(signature),
        userHandle: this.kept.userHandle,
      },
    };
  }

  private credential() {
    const id = this.kept?.id ?? '';
    return { id, rawId: id, type: 'public-key' } as const;
  }

  private authData(rpId: string, flags: number): Buffer {
    if (this.counter !== null) this.counter += 1;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter ?? 0);
    const all = USER_PRESENT | flags | (this.verifies ? USER_VERIFIED : 0);
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([all]), counter]);
  }

  private clientData(type: string, challenge: string): string {
    return encode(Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false })));
  }
}

const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
