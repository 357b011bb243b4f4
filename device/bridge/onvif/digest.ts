import { createHash, randomBytes } from 'node:crypto';

export type Login = { user: string; password: string };

/** Password and moment as WS-Security wants them, never the password itself. */
export function usernameToken({ user, password }: Login, at: number) {
  const nonce = randomBytes(16);
  const created = new Date(at).toISOString();
  const digest = createHash('sha1').update(nonce).update(created).update(password).digest('base64');
  return { user, digest, nonce: nonce.toString('base64'), created };
}

const ALGORITHMS: Record<string, string> = { MD5: 'md5', 'SHA-256': 'sha256' };

/** The answer to a server's challenges by RFC 7616, by the strongest that we know. Basic is none: it would tell the password. */
export function digestAnswer(challenges: readonly string[], login: Login, uri: string): string | undefined {
  const known = challenges.map(fieldsOf).filter(({ algorithm = 'MD5', nonce }) => nonce && ALGORITHMS[algorithm]);
  const challenge = known.find(({ algorithm }) => algorithm === 'SHA-256') ?? known[0];
  if (!challenge) return undefined;
  const { realm = '', nonce = '', opaque, algorithm } = challenge;
  const hash = (...parts: string[]) =>
    createHash(ALGORITHMS[algorithm ?? 'MD5'] ?? 'md5')
      .update(parts.join(':'))
      .digest('hex');
  const [who, what] = [hash(login.user, realm, login.password), hash('POST', uri)];
  const hasQop = (challenge.qop ?? '').split(/[\s,]+/).includes('auth');
  const count = '00000001';
  const cnonce = randomBytes(8).toString('hex');
  const response = hasQop ? hash(who, nonce, count, cnonce, 'auth', what) : hash(who, nonce, what);
  const quoted = { username: login.user.replace(/["\\]/g, '\\$&'), realm, nonce, uri, response };
  return [
    `Digest ${Object.entries(quoted)
      .map(([name, value]) => `${name}="${value}"`)
      .join(', ')}`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
    ...(hasQop ? ['qop=auth', `nc=${count}`, `cnonce="${cnonce}"`] : []),
  ].join(', ');
}

function fieldsOf(challenge: string): Record<string, string | undefined> {
  if (!/^Digest\s/i.test(challenge)) return {};
  const fields = challenge.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,"]+))/g);
  return Object.fromEntries([...fields].map(([, name = '', quoted, bare]) => [name.toLowerCase(), quoted ?? bare]));
}
