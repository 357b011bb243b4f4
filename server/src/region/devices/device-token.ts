import { DeviceId, type Duration, hours, type Region, seconds } from '@kaitong/contract';
import { decodeJwt, errors, jwtVerify, SignJWT } from 'jose';
import type { RegionContext } from '../context.ts';

const AUDIENCE = 'device';
/** How long an expired token still says whose it was. */
const REMEMBERED = hours(24);

export type DeviceToken = { deviceId: DeviceId; tokenId: string; expiresAt: Date };

/**
 * A JSON Web Token (RFC 7519) that says who the device is, until it expires; password for MQTT and bearer for HTTP. The same
 * facts make the same token. The standard counts whole seconds.
 */
export async function signDeviceToken(
  { secrets, region }: RegionContext,
  { deviceId, tokenId, issuedAt, expiresAt }: DeviceToken & { issuedAt: Date },
): Promise<string> {
  const [key] = secrets.derive(purpose(region));
  return await new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(region)
    .setAudience(AUDIENCE)
    .setSubject(deviceId)
    .setJti(tokenId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(key);
}

/** More than a process serves at a time; then it begins anew. */
const MOST_READ = 20_000;
/** Tokens whose signatures were good, by region: a camera shows the same one with every call. */
const read = new WeakMap<RegionContext['secrets'], Map<string, DeviceToken>>();

/** What a token says, if this region signed it and it has not expired. Whether the device still exists is not asked. */
export async function readDeviceToken(context: RegionContext, token: string): Promise<DeviceToken | undefined> {
  const { secrets, region, clock } = context;
  const known = read.get(secrets) ?? new Map<string, DeviceToken>();
  read.set(secrets, known);
  const name = `${region} ${token}`;
  const found = known.get(name) ?? (await readToken(context, token, seconds(0)));
  if (!found) return undefined;
  if (known.size >= MOST_READ) known.clear();
  known.set(name, found);
  return found.expiresAt > clock.now() ? found : undefined;
}

/** Whose token this was, if it was a good one and has expired meanwhile. */
export async function readExpiredToken(context: RegionContext, token: string): Promise<DeviceId | undefined> {
  const read = await readToken(context, token, REMEMBERED);
  return read && read.expiresAt <= context.clock.now() ? read.deviceId : undefined;
}

async function readToken(
  { secrets, region, clock }: RegionContext,
  token: string,
  tolerance: Duration,
): Promise<DeviceToken | undefined> {
  for (const key of secrets.derive(purpose(region))) {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['HS256'],
        issuer: region,
        audience: AUDIENCE,
        requiredClaims: ['sub', 'jti', 'exp'],
        currentDate: clock.now(),
        clockTolerance: tolerance / 1000,
      });
      const { sub, jti, exp } = payload;
      const deviceId = DeviceId.safeParse(sub).data;
      if (deviceId === undefined || jti === undefined || exp === undefined) return undefined;
      return { deviceId, tokenId: jti, expiresAt: new Date(exp * 1000) };
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
    }
  }
  return undefined;
}

/** Which region a token claims to be of: where to check it, and nothing more. */
export function regionOfToken(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

const purpose = (region: Region): string => `device tokens ${region}`;
