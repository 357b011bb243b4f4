import { isRefusal } from '@kaitong/contract';
import { expect, vi } from 'vitest';
import { silentLog } from '../../log.ts';
import type { Passwords } from '../../secrets/passwords.ts';
import { cheapPasswords } from '../../secrets/testing.ts';
import { CONTROL_SCHEMA, controlMigrations } from '../../store/control/migrations.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { createTestClock, startTestDatabase } from '../../store/testing.ts';
import { createSignIn } from '../create-sign-in.ts';
import { createUser } from '../create-user.ts';
import { Lane } from '../lane.ts';
import type { SignInRequest } from '../sign-in.ts';

export const PASSWORD = 'correct horse battery';

/** Signing in on a database of its own, from any address, in processes that share it. */
export async function openDoor() {
  const server = await startTestDatabase();
  const database = openDatabase<ControlTables>(server.connection, CONTROL_SCHEMA, () => {});
  await migrate(database.db, CONTROL_SCHEMA, controlMigrations);
  const { db } = database;
  const clock = createTestClock([db]);
  const hold = openHold();

  /** As another process of the same server has it. */
  const openProcess = (strangers = new Lane(hold.passwords), isLocal = true) =>
    createSignIn(db, {
      secret: new Uint8Array(32).fill(1),
      knownKeys: [new Uint8Array(32).fill(2)],
      site: 'door',
      publicUrl: 'http://127.0.0.1',
      cookiePrefix: 'door',
      cookiePath: '/',
      origins: new Set(['http://127.0.0.1']),
      isLocal,
      lanes: { strangers, known: new Lane(cheapPasswords) },
      clock,
      log: silentLog,
    });
  const lane = new Lane(hold.passwords);
  const first = openProcess(lane);

  return {
    db,
    clock,
    hold,
    openProcess,
    /** As this process has it. */
    signInHere: first,
    async signUp(login: string, browser = openBrowser('198.51.100.1'), password = PASSWORD) {
      const wish = { login, password, name: 'somebody' };
      const made = await first.signUp(browser, wish, async (user) => {
        const created = await db.transaction().execute((trx) => createUser(trx, user));
        return isRefusal(created) ? created : undefined;
      });
      if (isRefusal(made)) throw new Error(made.code);
      return browser;
    },
    /** The code of the refusal, or `in`. */
    async signIn(browser: SignInRequest, login: string, password = PASSWORD, by = first): Promise<string> {
      const answer = await by.signIn(browser, { login, password });
      return isRefusal(answer) ? answer.code : 'in';
    },
    async changePassword(browser: SignInRequest, next: string): Promise<string> {
      const changed = await first.changePassword(browser, { current: PASSWORD, next }, async () => {});
      return isRefusal(changed) ? changed.code : 'changed';
    },
    /** Waits until so many wait for strangers' lane. */
    inLine: (many: number) => vi.waitFor(() => expect(lane.waiting).toBe(many), { timeout: 30_000 }),
    async [Symbol.asyncDispose]() {
      await database.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

export type Door = Awaited<ReturnType<typeof openDoor>>;

/** Keeps cookies. */
export function openBrowser(ip: string): SignInRequest {
  const cookies = new Map<string, string>();
  return {
    method: 'POST',
    ip,
    header(name) {
      if (name === 'origin') return 'http://127.0.0.1';
      return name === 'cookie' && cookies.size > 0 ? [...cookies].map((pair) => pair.join('=')).join('; ') : undefined;
    },
    setCookies(lines) {
      for (const line of lines) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        cookies.set(name, value);
      }
    },
  };
}

/** Strangers' passwords that are hashed only when a test lets them. */
function openHold() {
  let gate: Promise<void> | undefined;
  const pass = async <T>(work: () => Promise<T>): Promise<T> => {
    await gate;
    return await work();
  };
  const passwords: Passwords = {
    hash: (password) => pass(() => cheapPasswords.hash(password)),
    verify: (password, hash) => pass(() => cheapPasswords.verify(password, hash)),
    isWeak: cheapPasswords.isWeak,
  };
  return {
    passwords,
    /** @returns lets go */
    close(): () => void {
      let open = (): void => {};
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return () => {
        gate = undefined;
        open();
      };
    },
  };
}
