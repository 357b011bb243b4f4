import { setTimeout as delay } from 'node:timers/promises';
import { app, type Client, createClient, milliseconds, ProblemError, seconds } from '@kaitong/contract';
import { cookieSend } from '../demo/session.ts';
import type { RoomConfig } from './config.ts';

type Account = RoomConfig['regions'][string];

const RETRY = milliseconds(300);
const PATIENCE = seconds(60);

/** The person who pairs the cameras: asks the app for the text that a camera scans. Waits for a region that is starting. */
export class Owner {
  readonly #account: Account;
  #client: Client<typeof app> | undefined;

  constructor(account: Account) {
    this.#account = account;
  }

  async pairingText(): Promise<string> {
    const until = performance.now() + PATIENCE;
    for (;;) {
      try {
        const client = await this.#signedIn();
        return (await client.createPairingToken({})).text;
      } catch (error) {
        this.#client = undefined;
        const isFinal = error instanceof ProblemError && error.problem.status < 500 && error.problem.status !== 429;
        if (isFinal || performance.now() > until) throw error;
        await delay(RETRY);
      }
    }
  }

  async #signedIn(): Promise<Client<typeof app>> {
    if (this.#client) return this.#client;
    const { url, login, password } = this.#account;
    const client = createClient(app, cookieSend(url));
    await client.signIn({ body: { login, password } });
    this.#client = client;
    return client;
  }
}
