import { z } from 'zod';
import { Instant } from './ids.ts';
import { op } from './kit/op.ts';

/** A passkey of the user: what signs them in without a password. */
export const Passkey = z
  .object({
    id: z.string(),
    name: z.string(),
    /** It is in the account of a maker of telephones or of a password manager, so it outlives the telephone. */
    synced: z.boolean(),
    createdAt: Instant,
    lastUsedAt: Instant.nullable(),
    /** When its counter went back, as that of a copy does; it has opened nothing since. */
    stoppedAt: Instant.nullable(),
  })
  .meta({ id: 'Passkey' });
export type Passkey = z.output<typeof Passkey>;

/** Why there are none here: browsers make them for a host name that is reached by https alone. */
const Unavailable = z.enum(['no_https', 'no_host_name']);

// The objects of WebAuthn Level 3 in JSON, as far as they are read here.
const Encoded = z
  .string()
  .regex(/^[\w-]*$/)
  .max(16_384);
const Transport = z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']);
const type = z.literal('public-key');
const userVerification = z.literal('required');

const CreationOptions = z.object({
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: Encoded, name: z.string(), displayName: z.string() }),
  challenge: Encoded,
  pubKeyCredParams: z.array(z.object({ type, alg: z.int() })),
  timeout: z.int(),
  excludeCredentials: z.array(z.object({ id: Encoded, type, transports: z.array(Transport) })),
  authenticatorSelection: z.object({
    residentKey: z.literal('required'),
    requireResidentKey: z.literal(true),
    userVerification,
  }),
  attestation: z.literal('none'),
});

const RequestOptions = z.object({ challenge: Encoded, timeout: z.int(), rpId: z.string(), userVerification });

const credential = { id: Encoded, rawId: Encoded, type };

/** What a browser answers to `CreationOptions`. */
export const CreatedPasskey = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: Encoded,
    attestationObject: Encoded,
    /** Those that are known; browsers learn new ones. */
    transports: z.array(z.string().max(20)).max(20).default([]),
  }),
});

/** What a browser answers to `RequestOptions`. */
export const UsedPasskey = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: Encoded,
    authenticatorData: Encoded,
    signature: Encoded,
    userHandle: Encoded.nullish(),
  }),
});

/** Transports of which a browser may be reminded. */
export const knownTransports = (names: readonly string[]): z.output<typeof Transport>[] =>
  names.flatMap((name) => Transport.safeParse(name).data ?? []);

const password = z.string().min(1).max(200);
/** Of the second factor, where the user has one. */
const code = z.string().trim().min(1).max(20).optional();

/** Of whoever is signed in: the same at the console and in the app. */
export const passkeysOf = <C extends 'maker' | 'owner'>(caller: C) => ({
  listPasskeys: op({
    method: 'GET',
    path: '/api/v1/passkeys',
    summary: 'Passkeys of the user, and whether there may be any here',
    caller,
    reply: z.object({
      items: z.array(Passkey),
      /** null: they work here, for browsers that came by `origin`. */
      unavailable: Unavailable.nullable(),
      origin: z.string(),
    }),
  }),
  beginPasskey: op({
    method: 'POST',
    path: '/api/v1/passkeys/begin',
    summary: 'What a browser makes a passkey from; good for five minutes and once',
    caller,
    body: z.object({ password, code }),
    reply: CreationOptions,
  }),
  addPasskey: op({
    method: 'POST',
    path: '/api/v1/passkeys',
    summary: 'Keep the passkey that the browser made',
    caller,
    body: z.object({ name: z.string().trim().min(1).max(60), created: CreatedPasskey }),
    reply: Passkey,
    status: 201,
  }),
  removePasskey: op({
    method: 'POST',
    path: '/api/v1/passkeys/:id/remove',
    summary: 'The passkey opens nothing any more',
    caller,
    params: z.object({ id: Encoded.max(1400) }),
    body: z.object({ password, code }),
    reply: z.object({}),
  }),
});

/** In place of password and second factor: the same at the console and in the app, but for who is signed in then. */
export const passkeySignInTo = <R extends z.ZodType>(reply: R) => ({
  beginPasskeySignIn: op({
    method: 'POST',
    path: '/api/v1/sign-in/passkey/begin',
    summary: 'What a passkey signs to sign somebody in; good for five minutes and once',
    caller: 'public',
    reply: RequestOptions,
  }),
  signInWithPasskey: op({
    method: 'POST',
    path: '/api/v1/sign-in/passkey',
    summary: 'Sign in with what a passkey signed; sets the session cookie',
    caller: 'public',
    body: z.object({ used: UsedPasskey }),
    reply,
  }),
});
