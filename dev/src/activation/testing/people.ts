import { setTimeout as sleep } from 'node:timers/promises';
import { readEvents, readStream } from '@kaitong/client';
import {
  type AccountId,
  type Application,
  ApplicationId,
  type ApplicationProgress,
  type app,
  app as appContract,
  applicationEventsPath,
  type Client,
  type ConformanceId,
  conformanceEventsPath,
  control,
  createClient,
  footage as footageContract,
  NumberedConformance,
  type NumberedProgress,
  OwnerEvent,
  ownerEventsPath,
  Problem,
  ProblemError,
  type Send,
} from '@kaitong/contract';
import type { Ground, RegionName } from './rig.ts';

type Place = Pick<Ground, 'control' | 'regions'> & { url: string };

/** A maker account, called with its API key; `console` is its first user's browser. */
export type Maker = Client<typeof control> & {
  login: string;
  accountId: AccountId;
  console: Client<typeof control>;
  /** One request as it is, for what stands on the wire. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Submits a device and follows the application to its end. */
  activate(deviceId: string, options?: { acceptOlderFirmware?: boolean }): Promise<Outcome>;
  /** Submits a device whose check passes. */
  submit(deviceId: string, options?: { acceptOlderFirmware?: boolean }): Promise<Run>;
  watch(applicationId: ApplicationId): Run;
  /** An application's progress from the first entry, or from after `lastEventId`. */
  follow(
    applicationId: string,
    options?: { lastEventId?: number; signal?: AbortSignal },
  ): AsyncGenerator<NumberedProgress>;
  /** An extended test's progress from the first entry. */
  followConformance(id: ConformanceId, signal: AbortSignal): AsyncGenerator<NumberedConformance>;
};

export type Run = {
  id: ApplicationId;
  /** Resolves with the first progress of this type, also when it came before. */
  sees<Type extends ApplicationProgress['type']>(
    type: Type,
    fits?: (progress: Extract<ApplicationProgress, { type: Type }>) => boolean,
  ): Promise<Extract<ApplicationProgress, { type: Type }>>;
  ended(): Promise<Outcome>;
};

export type Outcome = {
  application: Application;
  progress: ApplicationProgress[];
  /** What the submission itself was answered with, where it was refused. */
  refused?: { problem: Problem; status: number; contentType: string | null };
};

export type Owner = Client<typeof app> & {
  region: RegionName;
  login: string;
  footage: Client<typeof footageContract>;
  /** What happens to what is theirs, as it happens. */
  follow(signal: AbortSignal): AsyncGenerator<OwnerEvent>;
};

export const PASSWORD = 'correct horse battery';
let made = 0;
const freshLogin = (role: string): string => `${role}-${++made}@example.com`;

type Browser = { send: Send; headers(): { origin: string; cookie: string } };

/** Carries requests like a browser: keeps cookies and names its origin. */
function browserAt(url: string, prefix = ''): Browser {
  const jar = new Map<string, string>();
  const headers: Browser['headers'] = () => ({
    origin: url,
    cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
  });
  const send: Send = async ({ method, path, body }) => {
    const response = await fetch(url + prefix + path, {
      method,
      headers: { ...headers(), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    return { status: response.status, body: await response.json() };
  };
  return { send, headers };
}

/** Another browser, in which nobody has signed in at the console. */
export const openBrowser = (url: string): Client<typeof control> => createClient(control, browserAt(url).send);

/** Strangers are asked to come again while a machine is busy; what is tested comes after that. */
async function whenThereIsRoom<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await call().catch((error: unknown) => {
      if (error instanceof ProblemError && error.problem.code === 'platform_busy') return 'busy' as const;
      throw error;
    });
    if (answer !== 'busy') return answer;
    await sleep(300);
  }
}

/** Tests make more people in a minute than anybody would. */
export async function forgetRates({ control: plane, regions }: Place): Promise<void> {
  await Promise.all(
    [plane, regions.cn, regions.eu].map(({ pool }) => pool.query('DELETE FROM rate_limit; DELETE FROM login_try')),
  );
}

export async function createMaker(place: Place, { agreed = true }: { agreed?: boolean } = {}): Promise<Maker> {
  await forgetRates(place);
  const login = freshLogin('maker');
  const console = openBrowser(place.url);
  const body = { login, password: PASSWORD, accountName: login };
  const { account } = await whenThereIsRoom(() => console.register({ body }));
  if (agreed) await agree(console);
  const { key } = await console.createApiKey({ body: { name: 'tests' } });
  return { ...programOf(place.url, key), console, login, accountId: account.id };
}

async function agree(maker: Client<typeof control>): Promise<void> {
  const serviceId = 'video-cloud-storage' as const;
  const { version } = await maker.getAgreement({ params: { serviceId }, query: {} });
  await maker.createServiceOrder({ body: { serviceId, agreementVersion: version } });
}

function programOf(url: string, key: string): Omit<Maker, 'console' | 'login' | 'accountId'> {
  const authorization = `Bearer ${key}`;
  const call = (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set('authorization', authorization);
    if (init.body) headers.set('content-type', 'application/json');
    return fetch(url + path, { ...init, headers });
  };
  const client = createClient(control, async ({ method, path, body }) => {
    const response = await call(path, { method, body: body === undefined ? null : JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  });
  const follow: Maker['follow'] = (applicationId, options = {}) =>
    readEvents(url + applicationEventsPath(applicationId), { headers: { authorization }, ...options });
  const followConformance: Maker['followConformance'] = (id, signal) =>
    readStream(url + conformanceEventsPath(id), NumberedConformance, { headers: { authorization }, signal });

  function watch(id: ApplicationId): Run {
    const progress: ApplicationProgress[] = [];
    let news = Promise.withResolvers<void>();
    const reading = (async () => {
      for await (const entry of follow(id)) {
        progress.push(entry.progress);
        news.resolve();
        news = Promise.withResolvers();
        if (entry.progress.type === 'application.ended') return;
      }
    })();
    // Whoever waits hears that the stream failed; a test that does not wait any more may have deleted what it is about.
    reading.catch((cause: unknown) => {
      news.promise.catch(() => {});
      news.reject(cause);
    });
    return {
      id,
      async sees(type, fits = () => true) {
        for (;;) {
          const found = progress.find((one) => one.type === type && fits(one as never));
          if (found) return found as never;
          if (progress.at(-1)?.type === 'application.ended')
            throw new Error(`${id} ended before ${type}: ${JSON.stringify(progress.at(-1))}`);
          await news.promise;
        }
      },
      async ended() {
        await reading;
        return { progress, application: await client.getApplication({ params: { id } }) };
      },
    };
  }

  const submit: Maker['submit'] = async (deviceId, options = {}) => {
    const { id } = await client.createApplication({ body: { deviceId, ...options } });
    return watch(id);
  };
  return {
    ...client,
    fetch: call,
    follow,
    followConformance,
    watch,
    submit,
    async activate(deviceId, options = {}) {
      const body = JSON.stringify({ deviceId, ...options });
      const response = await call('/api/v1/applications', { method: 'POST', body });
      const answer: unknown = await response.json();
      if (response.status === 201) return await watch(ApplicationId.parse((answer as Application).id)).ended();
      const problem = Problem.parse(answer);
      if (problem.applicationId === undefined) throw new ProblemError(problem);
      const outcome = await watch(ApplicationId.parse(problem.applicationId)).ended();
      return {
        ...outcome,
        refused: { problem, status: response.status, contentType: response.headers.get('content-type') },
      };
    },
  };
}

export async function createOwner(place: Place, region: RegionName): Promise<Owner> {
  await forgetRates(place);
  const login = freshLogin('owner');
  const browser = browserAt(place.url, `/${region}`);
  const phone = createClient(appContract, browser.send);
  await whenThereIsRoom(() => phone.signUp({ body: { login, password: PASSWORD, name: login } }));
  return ownerWith(phone, { region, login }, { url: place.url, browser });
}

function ownerWith(
  phone: Client<typeof appContract>,
  who: Pick<Owner, 'region' | 'login'>,
  { url, browser }: { url: string; browser: Browser },
): Owner {
  let seq = 0; // this stream has no numbers: it begins with what is to be read again
  const numbered = { parse: (data: unknown) => ({ ...OwnerEvent.parse(data), seq: ++seq }) };
  return {
    ...{ ...phone, ...who, footage: createClient(footageContract, browser.send) },
    follow: (signal) =>
      readStream(`${url}/${who.region}${ownerEventsPath}`, numbered, { headers: browser.headers(), signal }),
  };
}

/** The same owner on another server, where they have an account already. */
export async function signInOwner(url: string, { login, region }: Pick<Owner, 'login' | 'region'>): Promise<Owner> {
  const browser = browserAt(url, `/${region}`);
  const phone = createClient(appContract, browser.send);
  await whenThereIsRoom(() => phone.signIn({ body: { login, password: PASSWORD } }));
  return ownerWith(phone, { region, login }, { url, browser });
}

/** The owner lets this maker see the footage of all their devices. */
export async function linkTester(maker: Maker, owner: Owner): Promise<void> {
  const { code } = await owner.createTesterCode({});
  await maker.linkTester({ body: { code } });
}
