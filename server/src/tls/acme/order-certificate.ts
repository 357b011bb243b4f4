import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { getCACertificates } from 'node:tls';
import { type Duration, milliseconds, seconds } from '@kaitong/contract';
import { type Authorization, axios as acme, Client, crypto, type Order } from 'acme-client';
import { type AxiosAdapter, type AxiosError, getAdapter } from 'axios';
import { answerChallenges, type Challenges } from './answer-challenges.ts';
import { type AcmeAccount, AuthorityBusy, type OrderCertificate } from './authority.ts';

const PATIENCE = seconds(30);
/** How often a name or an order that is being looked into is asked about, and how often at most. */
const LOOK_EVERY = seconds(2);
const MOST_LOOKS = 60;
const LONGEST_REST = seconds(7 * 24 * 3600);

const askOverHttp = getAdapter('http');

/**
 * How the library asks: what is busy is left alone until it wants to be asked again, where the library would wait with the
 * order open, and a line that breaks says why.
 */
const ask: AxiosAdapter = async (request) => {
  try {
    return await askOverHttp(request);
  } catch (error) {
    const { response, message } = error as AxiosError<{ detail?: unknown } | undefined>;
    if (!response) throw new Error(`${new URL(String(request.url)).host} cannot be reached: ${message}`);
    const { status, data, headers } = response;
    if (status !== 429 && status !== 503) throw error;
    const reason = typeof data?.detail === 'string' ? data.detail : 'it is busy';
    const rest = readRetryAfter(headers['retry-after'], headers.date);
    throw new AuthorityBusy(`The authority answered ${status}: ${reason}`, rest);
  }
};
Object.assign(acme.defaults, {
  adapter: ask,
  timeout: PATIENCE,
  acmeSettings: { retryMaxAttempts: 0, retryDefaultDelay: 0 },
});

export const orderCertificate =
  ({ directory, mail, rootFile, listenOn }: AcmeAccount): OrderCertificate =>
  async (host, files, signal) => {
    const ca = rootFile === undefined ? undefined : [...getCACertificates('default'), readFileSync(rootFile, 'utf8')];
    Object.assign(acme.defaults, { signal, httpsAgent: new Agent({ ca }) });
    const known = files.readAccountKey();
    const accountKey = known ?? String(await newKey());
    if (known === undefined) await files.keepAccountKey(accountKey);
    const client = new Client({ directoryUrl: directory, accountKey, backoffAttempts: 1 });
    const [key, csr] = await crypto.createCsr({ commonName: host, altNames: [host] }, await newKey());
    const challenges = await answerChallenges(listenOn);
    try {
      await files.keepCertificate(String(key), async () => {
        await enter(client, mail, known !== undefined);
        const order = await client.createOrder({ identifiers: [{ type: 'dns', value: host }] });
        for (const one of await client.getAuthorizations(order)) await prove(client, one, challenges, signal);
        const finalized = await client.finalizeOrder(order, csr);
        return await client.getCertificate(await settle(client, finalized, signal));
      });
    } finally {
      await challenges.close();
    }
  };

const newKey = (): Promise<Buffer> => crypto.createPrivateEcdsaKey('P-256');

/** Where there is an account already, strict authorities take no call that changes nothing of it. */
async function enter(client: Client, mail: string | undefined, mayBeKnown: boolean): Promise<void> {
  const contact = mail === undefined ? {} : { contact: [`mailto:${mail}`] };
  const isKnown = mayBeKnown && (await client.createAccount({ onlyReturnExisting: true }).catch(() => undefined));
  if (!isKnown)
    await client.createAccount({ ...contact, termsOfServiceAgreed: true }); // the operator's word: see settings
  else if (mail !== undefined) await client.updateAccount(contact);
}

async function prove(client: Client, name: Authorization, challenges: Challenges, signal: AbortSignal): Promise<void> {
  if (name.status === 'valid') return;
  const challenge = name.challenges.find(({ type }) => type === 'http-01');
  if (!challenge) throw new Error(`The authority does not offer http-01 for ${name.identifier.value}.`);
  challenges.answer(challenge.token, await client.getChallengeKeyAuthorization(challenge));
  await client.completeChallenge(challenge);
  await settle(client, challenge, signal);
}

type Challenge = Authorization['challenges'][number];

/** Waits as the library does, but ends at once with this process. */
async function settle<T extends Order | Challenge>(client: Client, what: T, signal: AbortSignal): Promise<T> {
  for (let look = 1; ; look += 1) {
    try {
      return await client.waitForValidStatus<T>(what);
    } catch (error) {
      const isPending = error instanceof Error && error.message === PENDING;
      if (!isPending || look === MOST_LOOKS) throw error;
      await sleep(LOOK_EVERY, undefined, { signal });
    }
  }
}

/** The library's words for it. */
const PENDING = 'Operation is pending or processing';

/** Seconds, or a time (RFC 9110, 10.2.3), which goes by the clock of who says it. */
export function readRetryAfter(header: unknown, date: unknown): Duration {
  const text = typeof header === 'string' ? header.trim() : '';
  const wanted = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.parse(String(date));
  return milliseconds(Math.min(Math.max(0, Number.isNaN(wanted) ? 0 : wanted), LONGEST_REST));
}
