import { createHash, createHmac } from 'node:crypto';

/** Who asks, and which region the store says it is; stores without regions take any word. */
export type Credentials = { accessKey: string; secretKey: string; region: string };

export type Unsigned = { method: string; url: URL; headers: Readonly<Record<string, string>> };

const ALGORITHM = 'AWS4-HMAC-SHA256';
const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

/** The headers of a request of ours, signed with its body: AWS Signature Version 4, in the header `Authorization`. */
export function signRequest(
  { method, url, headers }: Unsigned,
  bodySha256: string,
  credentials: Credentials,
  at: Date,
): Record<string, string> {
  const sent = { ...headers, 'x-amz-content-sha256': bodySha256, 'x-amz-date': stamp(at) };
  const signed = canonicalHeaders(url, sent);
  const signature = sign({ method, url, signed, payload: bodySha256 }, credentials, at);
  const credential = `${credentials.accessKey}/${scope(credentials, at)}`;
  return {
    ...sent,
    authorization: `${ALGORITHM} Credential=${credential}, SignedHeaders=${signed.names}, Signature=${signature}`,
  };
}

/** An address that allows one request with exactly these headers until its time is over; the body is not signed. */
export function presign(
  { method, url, headers }: Unsigned,
  lifeSeconds: number,
  credentials: Credentials,
  at: Date,
): string {
  const signed = canonicalHeaders(url, headers);
  const asked = new URL(url);
  const query = {
    'X-Amz-Algorithm': ALGORITHM,
    'X-Amz-Credential': `${credentials.accessKey}/${scope(credentials, at)}`,
    'X-Amz-Date': stamp(at),
    'X-Amz-Expires': String(lifeSeconds),
    'X-Amz-SignedHeaders': signed.names,
  };
  for (const [name, value] of Object.entries(query)) asked.searchParams.set(name, value);
  const signature = sign({ method, url: asked, signed, payload: UNSIGNED_PAYLOAD }, credentials, at);
  return `${asked.origin}${asked.pathname}?${canonicalQuery(asked)}&X-Amz-Signature=${signature}`;
}

type Canonical = { names: string; lines: string };

function canonicalHeaders(url: URL, headers: Readonly<Record<string, string>>): Canonical {
  const all = Object.entries({ host: url.host, ...headers }).map(([name, value]) => [name.toLowerCase(), value.trim()]);
  const sorted = all.sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return {
    names: sorted.map(([name]) => name).join(';'),
    lines: sorted.map(([name, value]) => `${name}:${value}\n`).join(''),
  };
}

/** The path stands as it is: object keys have no letter that would need an escape. */
function sign(
  { method, url, signed, payload }: { method: string; url: URL; signed: Canonical; payload: string },
  credentials: Credentials,
  at: Date,
): string {
  const request = [method, url.pathname, canonicalQuery(url), signed.lines, signed.names, payload].join('\n');
  const text = [ALGORITHM, stamp(at), scope(credentials, at), sha256(request)].join('\n');
  const parts = [day(at), credentials.region, 's3', 'aws4_request'];
  const key = parts.reduce<string | Buffer>((over, part) => mac(over, part), `AWS4${credentials.secretKey}`);
  return mac(key, text).toString('hex');
}

/** Stricter than a form's: a space is `%20`, and only unreserved letters of RFC 3986 stand as they are. */
function canonicalQuery(url: URL): string {
  const escaped = [...url.searchParams].map(([name, value]) => `${escapeStrictly(name)}=${escapeStrictly(value)}`);
  return escaped.sort().join('&');
}

export const escapeStrictly = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

const mac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const stamp = (at: Date): string => at.toISOString().replace(/[-:]|\.\d{3}/g, '');
const day = (at: Date): string => stamp(at).slice(0, 8);
const scope = ({ region }: Credentials, at: Date): string => `${day(at)}/${region}/s3/aws4_request`;
