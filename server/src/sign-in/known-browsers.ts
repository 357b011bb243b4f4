import { createHmac } from 'node:crypto';
import { days, seconds } from '@kaitong/contract';
import type { Clock } from '../clock.ts';
import { randomId } from '../secrets/ids.ts';
import { isSame } from '../secrets/tokens.ts';
import { addressOf, type Login } from './login.ts';
import type { SignInRequest } from './sign-in.ts';

/** As long as browsers keep a cookie (RFC 6265bis, 5.5). */
const KEPT = days(400);
/** A browser that is used is not forgotten. */
const RENEWED_AFTER = days(30);
/** Of accounts that share a browser. */
const MOST = 4;

export type KnownBrowserOptions = {
  /** Keys that signed what browsers have; the first signs. */
  keys: readonly Uint8Array[];
  cookieName: string;
  cookiePath: string;
  https: boolean;
  clock: Clock;
};

/** Says that the browser which has it signed in to an account once. It opens nothing. */
type Mark = { id: string; madeAt: number; text: string };

/** What tells the browsers of an account's people from those of whoever tries its password. */
export class KnownBrowsers {
  private readonly options: KnownBrowserOptions;

  constructor(options: KnownBrowserOptions) {
    this.options = options;
  }

  /** The browser's id if it signed in to this account before. */
  find(request: SignInRequest, login: Login): string | undefined {
    return this.markFor(request, login)?.id;
  }

  /** Marks the browser. */
  remember(request: SignInRequest, login: Login): void {
    const known = this.markFor(request, login);
    const now = this.options.clock.now().getTime();
    if (known && now - known.madeAt < RENEWED_AFTER) return;
    const mark = this.sign(known?.id ?? randomId('', 16), now, login);
    const others = this.marksOf(request).filter(({ id }) => id !== known?.id);
    const kept = [mark, ...others.map(({ text }) => text)].slice(0, MOST);
    const { cookieName, cookiePath, https } = this.options;
    const life = `Max-Age=${KEPT / seconds(1)}; Path=${cookiePath}; HttpOnly; SameSite=Lax${https ? '; Secure' : ''}`;
    request.setCookies([`${cookieName}=${kept.join('~')}; ${life}`]);
  }

  private markFor(request: SignInRequest, login: Login): Mark | undefined {
    const { keys, clock } = this.options;
    const oldest = clock.now().getTime() - KEPT;
    return this.marksOf(request).find(
      ({ id, madeAt, text }) => madeAt > oldest && keys.some((key) => isSame(text, signed(key, id, madeAt, login))),
    );
  }

  private marksOf(request: SignInRequest): Mark[] {
    const cookies = request.header('cookie')?.split(/; */) ?? [];
    const prefix = `${this.options.cookieName}=`;
    const value = cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length) ?? '';
    return value
      .split('~')
      .slice(0, MOST)
      .flatMap((text) => {
        const [, id, madeAt] = /^([a-z0-9]{16})\.(\d{1,15})\.[\w-]{22}$/.exec(text) ?? [];
        return id === undefined ? [] : [{ id, madeAt: Number(madeAt), text }];
      });
  }

  private sign(id: string, madeAt: number, login: Login): string {
    const [key] = this.options.keys;
    if (!key) throw new Error('no key signs for known browsers');
    return signed(key, id, madeAt, login);
  }
}

function signed(key: Uint8Array, id: string, madeAt: number, login: Login): string {
  const mac = createHmac('sha256', key)
    .update(`${id} ${madeAt} ${addressOf(login)}`)
    .digest();
  return `${id}.${madeAt}.${mac.subarray(0, 16).toString('base64url')}`;
}
