import { createHmac, timingSafeEqual } from 'node:crypto';
import { DeviceId, type Duration, hours, Region, seconds } from '@kaitong/contract';
import { SignJWT } from 'jose';
import { z } from 'zod';
import type { RegionContext } from '../context.ts';

const AUDIENCE = 'device';
const HEADER = { alg: 'HS256' };
const ENCODED_HEADER = Buffer.from(JSON.stringify(HEADER)).toString('base64url');
/** How long an expired token still says whose it was. */
const REMEMBERED = hours(24);

export type DeviceToken = { deviceId: DeviceId; tokenId: string; expiresAt: Date };

/**
 * A JSON Web Token (RFC 7519) that says who the device is, until it expires; password for MQTT and bearer for HTTP. The same
 * facts make the same token. The standard counts whole seconds.
 */
export async function signDeviceToken(
  { secrets, region }: Pick<RegionContext, 'secrets' | 'region'>,
  { deviceId, tokenId, issuedAt, expiresAt }: DeviceToken & { issuedAt: Date },
): Promise<string> {
  const [key] = secrets.derive(purpose(region));
  return await new SignJWT()
    .setProtectedHeader(HEADER)
    .setIssuer(region)
    .setAudience(AUDIENCE)
    .setSubject(deviceId)
    .setJti(tokenId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(key);
}

const Claims = z.object({
  iss: Region,
  aud: z.literal(AUDIENCE),
  sub: DeviceId,
  jti: z.string(),
  exp: z.int(),
});

/** More than a process serves at a time; then it begins anew. */
const MOST_READ = 20_000;
type Known = { keys: readonly Uint8Array[]; tokens: Map<string, DeviceToken> };
/** Tokens whose signatures were good, and the keys that they are signed with: a camera shows the same one with every call. */
const known = new WeakMap<RegionContext['secrets'], Map<Region, Known>>();

type Reader = Pick<RegionContext, 'secrets' | 'region' | 'clock'>;

function knownOf({ secrets, region }: Reader): Known {
  const regions = known.get(secrets) ?? new Map<Region, Known>();
  known.set(secrets, regions);
  const found = regions.get(region) ?? { keys: secrets.derive(purpose(region)), tokens: new Map() };
  regions.set(region, found);
  return found;
}

/** What a token says, if this region signed it and it has not expired. Whether the device still exists is not asked. */
export function readDeviceToken(context: Reader, token: string): DeviceToken | undefined {
  const { tokens } = knownOf(context);
  const found = tokens.get(token) ?? readToken(context, token, seconds(0));
  if (!found) return undefined;
  if (tokens.size >= MOST_READ) tokens.clear();
  tokens.set(token, found);
  return found.expiresAt > context.clock.now() ? found : undefined;
}

/** Whose token this was, if it was a good one and has expired meanwhile. */
export function readExpiredToken(context: Reader, token: string): DeviceId | undefined {
  const read = readToken(context, token, REMEMBERED);
  return read && read.expiresAt <= context.clock.now() ? read.deviceId : undefined;
}

function readToken(context: Reader, token: string, tolerance: Duration): DeviceToken | undefined {
  const [header, body = '', signature = '', ...more] = token.split('.');
  if (header !== ENCODED_HEADER || more.length > 0) return undefined; // only such are made, and no other algorithm is asked for
  if (!knownOf(context).keys.some((key) => isSignedBy(key, `${header}.${body}`, signature))) return undefined;
  const claims = claimsOf(body);
  if (claims?.iss !== context.region) return undefined;
  const expiresAt = new Date(claims.exp * 1000);
  if (expiresAt.getTime() + tolerance <= context.clock.now().getTime()) return undefined;
  return { deviceId: claims.sub, tokenId: claims.jti, expiresAt };
}

function isSignedBy(key: Uint8Array, text: string, signature: string): boolean {
  const right = Buffer.from(createHmac('sha256', key).update(text).digest('base64url'));
  const given = Buffer.from(signature);
  return given.length === right.length && timingSafeEqual(given, right);
}

function claimsOf(body: string): z.output<typeof Claims> | undefined {
  try {
    return Claims.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString())).data;
  } catch {
    return undefined;
  }
}

/** Which region a token claims to be of: where to check it, and nothing more. */
export const regionOfToken = (token: string): Region | undefined => claimsOf(token.split('.')[1] ?? '')?.iss;

const purpose = (region: Region): string => `device tokens ${region}`;
