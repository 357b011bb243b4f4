import { pino } from 'pino';
import { beforeAll, expect, test } from 'vitest';
import { mountControl } from './control/mount-control.ts';
import { createApp } from './kit/app.ts';
import { mqttOverHttp } from './mqtt.ts';
import { mountObjects } from './objects.ts';
import { mountRegion } from './region/mount-region.ts';
import { mountSandbox } from './sandbox-provider.ts';

/** What routes are mounted on; none of them is asked for anything here. */
const nothing = {} as never;
const log: string[] = [];
const app = createApp({ log: pino({ level: 'debug' }, { write: (line) => void log.push(line) }) });
const routes: { method: string; url: string }[] = [];

beforeAll(async () => {
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) routes.push({ method, url: route.url });
    route.onRequest = [];
    route.handler = async () => ({});
  });
  mountControl(app, nothing, nothing, nothing, () => () => undefined);
  mountRegion(app, nothing, { prefix: '/cn', plane: nothing });
  mountSandbox(app, nothing, '/cn/pay/sandbox');
  mountObjects(app, { prefix: '/cn/objects', store: nothing, isOpen: nothing, onStored: nothing });
  const regions = [{ region: 'cn' }] as never;
  mqttOverHttp({ regions, origins: new Set(), log: nothing }).mount(app, nothing);
  await app.ready();
});

/** Names under which rows are known. They permit nothing: whoever names one is asked who they are. */
const ID = /^(id|pid|uuid|\w+Id)$/;

test('of whatever route, no log names what stands in its address but ids', async () => {
  expect(routes.length).toBeGreaterThan(200);
  const told: string[] = [];
  for (const { method, url } of routes) {
    log.length = 0;
    const filled = url.replace(/:(\w+)/g, 'value-of-$1').replace('*', 'value-of-rest');
    await app.inject({
      method: method as 'GET',
      url: `${filled}?key=value-of-query`,
      headers: { origin: 'value-of-o' },
    });
    const named = [...log.join().matchAll(/value-of-(\w+)/g)].map(([, name]) => name ?? '');
    told.push(...named.filter((name) => !ID.test(name)).map((name) => `${name} of ${method} ${url}`));
    expect(log.join()).toContain('answered');
  }
  expect(told).toEqual([]);
});

test('what no route answers is not named', async () => {
  log.length = 0;
  await app.inject('/cn/nowhere/ka_secret');
  expect(log.join()).not.toContain('ka_secret');
});

test('what permits something has no name of an id: it stands in addresses of media, alarms’ pictures, checkouts and findings alone', () => {
  const others = routes.flatMap(({ url }) => [...url.matchAll(/:(\w+)/g)].map(([, name]) => name ?? ''));
  const named = new Set(others.filter((name) => !ID.test(name)));
  const media = new Set(
    routes.flatMap(({ url }) => (/\/(alarm|play|file|footage|push|checkouts|findings)\//.test(url) ? [url] : [])),
  );
  const secrets = ['token', 'ticket', 'place', 'checkout'];
  expect(secrets.filter((name) => !named.has(name))).toEqual([]);
  const elsewhere = routes.filter(({ url }) => secrets.some((name) => url.includes(`:${name}`)) && !media.has(url));
  expect(elsewhere).toEqual([]);
});
