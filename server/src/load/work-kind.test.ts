import { app, control, device, type Op, regionPlane } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { workKindOf } from './work-kind.ts';

const kinds = (contract: Record<string, Op>, prefix: string): Map<string, string | undefined> =>
  new Map(
    Object.entries(contract).map(([name, { method, path }]) => [name, workKindOf(method, `${prefix}${path}`)] as const),
  );
const named = (all: Map<string, string | undefined>, kind: string): string[] =>
  [...all].filter(([, one]) => one === kind).map(([name]) => name);

test('everything that a camera asks is a recording, and what planes ask each other is never refused', () => {
  expect(new Set(kinds(device, '/cn').values())).toEqual(new Set(['recording']));
  expect(new Set(kinds(regionPlane, '/cn').values())).toEqual(new Set([undefined]));
});

test('a verification is a recording, and the list of verifications is none', () => {
  const all = kinds(control, '');
  for (const name of ['createApplication', 'getApplication', 'cancelApplication', 'repeatPreflight', 'getConformance'])
    expect([name, all.get(name)]).toEqual([name, 'recording']);
  expect(workKindOf('GET', '/api/v1/applications/:id/events')).toBe('recording');
  for (const name of ['listApplications', 'listProducts', 'listConformance', 'listDevices'])
    expect([name, all.get(name)]).toEqual([name, 'browsing']);
});

test('what changes something is never refused with the lists', () => {
  for (const [contract, prefix] of [
    [control, ''],
    [app, '/cn'],
  ] as const)
    for (const name of named(kinds(contract, prefix), 'browsing'))
      expect([name, (contract as Record<string, Op>)[name]?.method]).toEqual([name, 'GET']);
});

test('watching is what leads to a picture that moves, and lists of events are not', () => {
  const all = kinds(app, '/cn');
  for (const name of ['createPlayback', 'getTimeline', 'getOwner', 'signIn'])
    expect([name, all.get(name)]).toEqual([name, 'watching']);
  for (const url of ['/play/:token/index.m3u8', '/file/:token/:name', '/objects/*'])
    expect([url, workKindOf('GET', `/cn${url}`)]).toEqual([url, 'watching']);
  expect(workKindOf('PUT', '/cn/objects/*')).toBe('recording');
  for (const name of ['listEvents', 'listDevices', 'getCalendar', 'listNewestEvents', 'listOrders'])
    expect([name, all.get(name)]).toEqual([name, 'browsing']);
});

test('those who run the platform see it as long as anybody watches, and its state and pages are always answered', () => {
  expect(workKindOf('GET', '/api/v1/operator/regions')).toBe('watching');
  for (const url of ['/healthz', '/readyz', '/metrics', '/*', '/docs', '/docs/', '/docs/*', '/ca.crt'])
    expect(workKindOf('GET', url)).toBeUndefined();
});
