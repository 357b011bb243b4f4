import { createPrivateKey } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Region } from '@kaitong/contract';
import { expect, onTestFinished, test } from 'vitest';
import { ConfigError, type Environment, readConfig } from './config.ts';
import { describeDuties } from './duties.ts';
import { makePlaneKey, publicPartOf } from './plane-keys/keys.ts';

const complaint = (environment: Environment): string => {
  try {
    readConfig(environment);
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
};

test('nothing set: loopback, control and three regions, everything below one folder', () => {
  const config = readConfig({ KAITONG_DATA: '/srv/kaitong' });
  expect(config).toMatchObject({
    dataFolder: '/srv/kaitong',
    masterKeyFile: '/srv/kaitong.key',
    keyPlaces: { first: '/srv/kaitong.keys', second: '/srv/kaitong.keys-copy' },
    host: '127.0.0.1',
    port: 7080,
    mqttPort: 7081,
    control: true,
    regions: ['cn', 'eu', 'us'],
    workers: 1,
    databaseUrl: undefined,
    publicUrl: undefined,
    leastFreeBytes: undefined,
  });
  expect(readConfig({ KAITONG_LEAST_FREE: '20 GB' }).leastFreeBytes).toBe(20 * 2 ** 30);
  expect(readConfig({ KAITONG_WORKERS: '64' }).workers).toBe(64);
});

test('the second copy of keys lies in a folder, or in a bucket of its own of the store that is known', () => {
  const store = {
    KAITONG_S3_ENDPOINT: 'https://s3.example.com',
    KAITONG_S3_BUCKET: 'footage',
    KAITONG_S3_ACCESS_KEY: 'KEY',
    KAITONG_S3_SECRET_KEY: 'a secret',
  };
  const copyOf = (environment: Environment) => readConfig(environment).keyPlaces.second;
  expect(copyOf({ ...store, KAITONG_KEYS_COPY: '/mnt/keys' })).toBe('/mnt/keys');
  const place = { endpoint: 'https://s3.example.com', pathStyle: true };
  expect(copyOf({ ...store, KAITONG_KEYS_COPY: 's3://keys' })).toMatchObject({ ...place, bucket: 'keys', prefix: '' });
  expect(copyOf({ ...store, KAITONG_KEYS_COPY: 's3://keys/of/cn/' })).toMatchObject({
    bucket: 'keys',
    prefix: 'of/cn/',
  });
  for (const wrong of ['s3://', 's3:keys', 's3://Keys', 's3://keys/../x', 's3://keys/a//b'])
    expect(complaint({ ...store, KAITONG_KEYS_COPY: wrong }), wrong).toContain('s3://keys-of-cameras');
  expect(complaint({ KAITONG_KEYS_COPY: 's3://keys' })).toContain('no store is known');
  expect(complaint({ ...store, KAITONG_KEYS_COPY: 's3://footage/keys' })).toContain('bucket of its own');
});

test('a listener beyond loopback needs the word that it is unencrypted', () => {
  expect(complaint({ KAITONG_HOST: '0.0.0.0' })).toContain('KAITONG_INSECURE_LAN=1');
  expect(complaint({ KAITONG_HOST: '192.168.1.5', KAITONG_INSECURE_LAN: '0' })).toContain('192.168.1.5');
  expect(readConfig({ KAITONG_HOST: '0.0.0.0', KAITONG_INSECURE_LAN: '1' }).host).toBe('0.0.0.0');
  for (const host of ['localhost', '127.0.0.2', '::1']) expect(readConfig({ KAITONG_HOST: host }).host).toBe(host);
});

test('with encryption of its own it may be reached from everywhere, and its public address says so', () => {
  expect(readConfig({ KAITONG_HOST: '0.0.0.0', KAITONG_TLS: 'self' }).tls).toEqual({ from: 'self' });
  const files = { KAITONG_TLS_CERT: '/etc/cert.pem', KAITONG_TLS_KEY: '/etc/key.pem' };
  expect(readConfig({ KAITONG_HOST: '0.0.0.0', ...files }).tls).toEqual({
    from: 'files',
    cert: '/etc/cert.pem',
    key: '/etc/key.pem',
  });
  expect(complaint({ ...files, KAITONG_TLS: 'self' })).toContain('remove one of the two');
  expect(complaint({ KAITONG_TLS_CERT: '/etc/cert.pem' })).toContain('belong together');
  expect(complaint({ KAITONG_TLS: 'self', KAITONG_PUBLIC_URL: 'http://cam.example.com' })).toContain('https://');
});

test('certificates are ordered for a public name only, and when the operator agreed to the terms of who signs them', () => {
  const ordered = {
    KAITONG_HOST: '0.0.0.0',
    KAITONG_TLS: 'acme',
    KAITONG_PUBLIC_URL: 'https://cam.example.com',
    KAITONG_ACME_AGREE: '1',
  };
  expect(readConfig(ordered).tls).toEqual({
    from: 'acme',
    directory: 'https://acme-v02.api.letsencrypt.org/directory',
    mail: undefined,
    rootFile: undefined,
    listenOn: { host: '0.0.0.0', port: 80 },
  });
  expect(complaint({ ...ordered, KAITONG_ACME_AGREE: '0' })).toMatch(/terms of service.*KAITONG_ACME_AGREE=1/);
  expect(complaint({ ...ordered, KAITONG_PUBLIC_URL: undefined })).toContain('set KAITONG_PUBLIC_URL');
  for (const host of ['localhost', '192.168.1.7', '[2001:db8::1]', 'camera', 'camera.local'])
    expect(complaint({ ...ordered, KAITONG_PUBLIC_URL: `https://${host}` })).toContain('no authority signs for that');
  expect(complaint({ ...ordered, KAITONG_ACME_DIRECTORY: 'http://ca.example.com' })).toContain('https://');
  expect(complaint({ ...ordered, KAITONG_ACME_MAIL: 'nobody' })).toContain('operator@example.com');
});

test('certificates of units need somebody who asks for them, this server or a proxy that is named', () => {
  const own = { KAITONG_TLS: 'self', KAITONG_CERTIFICATE_PORT: '7443' };
  expect(readConfig(own).certificates).toEqual({ port: 7443, url: undefined, proxies: [] });
  const proxied = {
    KAITONG_CERTIFICATE_PORT: '7443',
    KAITONG_CERTIFICATE_URL: 'https://cam.example.com:8444',
    KAITONG_CERTIFICATE_PROXIES: '127.0.0.1, 10.0.0.0/8,2001:db8::/32',
  };
  expect(readConfig(proxied).certificates?.proxies).toEqual(['127.0.0.1', '10.0.0.0/8', '2001:db8::/32']);
  expect(complaint({ ...proxied, KAITONG_CERTIFICATE_PROXIES: undefined })).toContain('KAITONG_CERTIFICATE_PROXIES');
  expect(complaint({ ...proxied, KAITONG_CERTIFICATE_URL: undefined })).toContain('KAITONG_CERTIFICATE_URL is missing');
  expect(complaint({ ...proxied, KAITONG_CERTIFICATE_PORT: undefined })).toContain('nobody listens');
  expect(complaint({ ...proxied, KAITONG_CERTIFICATE_URL: 'http://cam.example.com' })).toContain('https://');
  expect(complaint({ ...own, KAITONG_CERTIFICATE_PORT: '7081' })).toContain('choose another one');
  for (const wrong of ['proxy.example.com', '10.0.0.0/33', '10.0.0.0/', '::1/129'])
    expect(complaint({ ...proxied, KAITONG_CERTIFICATE_PROXIES: wrong })).toContain('neither an IP address');
});

test('a public address without encryption needs the same word', () => {
  const plain = { KAITONG_PUBLIC_URL: 'http://cam.example.com' };
  expect(complaint(plain)).toContain('KAITONG_INSECURE_LAN=1');
  expect(complaint({ ...plain, KAITONG_INSECURE_LAN: '1' })).toBe('');
  expect(complaint({ KAITONG_PUBLIC_URL: 'http://localhost:7080' })).toBe('');
});

test.each([
  ['KAITONG_TLS', 'yes'],
  ['KAITONG_PORT', '80x'],
  ['KAITONG_PORT', '65535'],
  ['KAITONG_IMPOSTOR_PORT', '0'],
  ['KAITONG_IMPOSTOR_PORT', '7081'],
  ['KAITONG_HOST', 'my-server'],
  ['KAITONG_INSECURE_LAN', 'yes'],
  ['KAITONG_PUSH_TOKEN_IN_URL', 'true'],
  ['KAITONG_LEAST_FREE', '20'],
  ['KAITONG_LEAST_FREE', '0 GB'],
  ['KAITONG_S3_ENDPOINT', 's3.example.com'],
  ['KAITONG_S3_BUCKET', 'Footage'],
  ['KAITONG_S3_PATH_STYLE', 'yes'],
  ['KAITONG_PUBLIC_URL', 'cam.example.com'],
  ['KAITONG_PUBLIC_URL', 'https://user@cam.example.com'],
  ['KAITONG_PUBLIC_URL', 'https://cam.example.com/kaitong'],
  ['KAITONG_DATABASE_URL', 'mysql://x'],
  ['KAITONG_ROLES', 'control,CN'],
  ['KAITONG_ROLES', 'control,api'],
  ['KAITONG_ROLES', ','],
  ['KAITONG_WORKERS', '0'],
  ['KAITONG_WORKERS', '65'],
  ['KAITONG_WORKERS', 'two'],
  ['KAITONG_REGION_URLS', 'jp'],
  ['KAITONG_LOG_LEVEL', 'loud'],
  ['KAITONG_MAIL_FROM', 'Kaitong'],
  ['KAITONG_PLANE_TOKEN', 'short'],
])('%s=%s is answered with one sentence that names it', (name, value) => {
  const message = complaint({ [name]: value });
  expect(message).toContain(name);
  expect(message).not.toContain('\n');
});

const S3 = {
  KAITONG_S3_ENDPOINT: 'https://s3.example.com',
  KAITONG_S3_BUCKET: 'footage',
  KAITONG_S3_ACCESS_KEY: 'key',
  KAITONG_S3_SECRET_KEY: 'not to be told',
};

test('a bucket is where objects lie; cameras reach it by the same address unless another is given', () => {
  expect(readConfig({}).bucket).toBeUndefined();
  const place = { endpoint: 'https://s3.example.com', bucket: 'footage', pathStyle: true };
  expect(readConfig(S3).bucket).toEqual({
    ...{ ...place, publicEndpoint: place.endpoint },
    credentials: { accessKey: 'key', secretKey: 'not to be told', region: 'us-east-1' },
  });
  const inside = {
    ...S3,
    KAITONG_S3_ENDPOINT: 'http://127.0.0.1:9000',
    KAITONG_S3_PUBLIC_URL: 'https://s3.example.com',
  };
  expect(readConfig(inside).bucket).toMatchObject({
    endpoint: 'http://127.0.0.1:9000',
    publicEndpoint: place.endpoint,
  });
});

test('the secret of a bucket may lie in a file, and is told nowhere', () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'kaitong-config-')), 'secret');
  const { KAITONG_S3_SECRET_KEY: _, ...others } = S3;
  const given = { ...others, KAITONG_S3_SECRET_FILE: file };
  expect(complaint(given)).toContain('cannot be read (ENOENT)');
  writeFileSync(file, '\n');
  expect(complaint(given)).toContain('which is empty');
  writeFileSync(file, 'of the file\n');
  expect(readConfig(given).bucket?.credentials.secretKey).toBe('of the file');
  expect(complaint({ ...S3, KAITONG_S3_SECRET_FILE: file })).toContain('remove one of the two');
  expect(complaint({ ...S3, KAITONG_S3_BUCKET: undefined })).toContain('belong together');
  expect(complaint({ ...S3, KAITONG_S3_ENDPOINT: 'http://s3.example.com' })).toContain('unencrypted');
  for (const wrong of [{ KAITONG_S3_BUCKET: undefined }, { KAITONG_S3_ENDPOINT: 'http://s3.example.com' }])
    expect(complaint({ ...S3, ...wrong })).not.toContain('not to be told');
  rmSync(path.dirname(file), { recursive: true });
});

test('a bucket stands in the name of a host, never before an IP address', () => {
  const given = { ...S3, KAITONG_S3_PATH_STYLE: '0' };
  expect(readConfig(given).bucket?.pathStyle).toBe(false);
  expect(complaint({ ...given, KAITONG_S3_ENDPOINT: 'https://10.1.0.9:9000' })).toMatch(/KAITONG_S3_ENDPOINT is an IP/);
  expect(complaint({ ...given, KAITONG_S3_PUBLIC_URL: 'https://[fd00::9]' })).toMatch(/KAITONG_S3_PUBLIC_URL is an IP/);
});

test('everything that is wrong is told at once, a line each, with what is set', () => {
  const lines = complaint({ KAITONG_PORT: '80x', KAITONG_ROLES: 'control,CN,api', KAITONG_LOG_LEVEL: 'loud' }).split(
    '\n',
  );
  expect(lines).toEqual([
    'KAITONG_PORT is "80x"; it must be a number from 1 to 65533.',
    expect.stringMatching(/^KAITONG_ROLES is "control,CN,api"; it names the region "CN", /),
    expect.stringMatching(/^KAITONG_ROLES is "control,CN,api"; it names the region "api", /),
    'KAITONG_LOG_LEVEL is "loud"; it can be trace, debug, info, warn, error, fatal, silent.',
  ]);
});

test('what is blank is not set, and what stands around a value is not part of it', () => {
  const config = readConfig({ KAITONG_PORT: ' 8080 ', KAITONG_DATABASE_URL: '  ', KAITONG_ROLES: 'control, cn' });
  expect(config).toMatchObject({ port: 8080, mqttPort: 8081, databaseUrl: undefined, regions: ['cn'] });
});

test('neither a database address nor a token of planes is repeated in the complaint: they are secrets', () => {
  const short = complaint({ KAITONG_PLANE_TOKEN: 'hunter2' });
  expect(short).toContain('KAITONG_PLANE_TOKEN is too short');
  expect(short).not.toContain('hunter2');
  expect(complaint({ KAITONG_DATABASE_URL: 'user:hunter2@host' })).not.toContain('hunter2');
});

test('a process plays planes whole or in part; together with others, on a database that all of them share', () => {
  const shared = { KAITONG_DATABASE_URL: 'postgresql://kaitong@db/kaitong', KAITONG_PLANE_TOKEN: 's'.repeat(32) };
  const partly = (roles: string, environment: Environment = {}) => ({
    ...shared,
    KAITONG_ROLES: roles,
    ...environment,
  });
  const api = readConfig(partly('control:api, cn:api,eu', { KAITONG_MQTT_URL: 'mqtts://cam.example.com:8883' }));
  expect(describeDuties(api.duties)).toBe('control:api,cn:api,eu');
  expect(api).toMatchObject({ control: true, regions: ['cn', 'eu'], mqttUrl: 'mqtts://cam.example.com:8883' });
  const controlUrl = { KAITONG_CONTROL_URL: 'https://cam.example.com' };
  expect(describeDuties(readConfig(partly('cn:judge,cn:judge,cn:timers', controlUrl)).duties)).toBe(
    'cn:judge,cn:timers',
  );
  expect(describeDuties(readConfig(partly('control:timers')).duties)).toBe('control:timers');

  expect(complaint(partly('control:judge'))).toContain('control:judge is no part of control, which has api, timers');
  expect(complaint(partly('cn:judge'))).toContain('KAITONG_CONTROL_URL is missing');
  expect(complaint(partly('control,cn:judge'))).toContain('KAITONG_REGION_URLS is without cn');
  expect(complaint(partly('control,cn:api'))).toContain('KAITONG_MQTT_URL is missing');
  expect(complaint(partly('cn:judge', { ...controlUrl, KAITONG_WORKERS: '2' }))).toContain('KAITONG_WORKERS');
  expect(complaint(partly('cn:judge', { ...controlUrl, KAITONG_DATABASE_URL: undefined }))).toContain(
    'set KAITONG_DATABASE_URL',
  );
  expect(complaint({ KAITONG_MQTT_URL: 'https://cam.example.com' })).toContain('KAITONG_MQTT_URL');
});

test('planes that are deployments of their own need a key each, and each other’s public one', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-plane-key-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'plane.pem');
  makePlaneKey(file);
  const x = publicPartOf(createPrivateKey(readFileSync(file, 'utf8')));
  const jp = { KAITONG_ROLES: 'jp', KAITONG_CONTROL_URL: 'https://c.example' };
  const keys = { KAITONG_PLANE_KEY: file, KAITONG_CONTROL_KEY: x };
  expect(readConfig({ ...jp, ...keys }).planeKeys?.others).toEqual(new Map([['control', [x]]]));
  const urls = { KAITONG_ROLES: 'control', KAITONG_REGION_URLS: 'jp=https://jp.example/jp' };
  const control = readConfig({ ...urls, KAITONG_PLANE_KEY: file, KAITONG_REGION_KEYS: `jp=${x},jp=${x}` });
  expect(control.planeKeys?.others.get(Region.parse('jp'))).toEqual([x, x]);

  expect(complaint({ ...jp, KAITONG_CONTROL_KEY: x })).toContain('KAITONG_PLANE_KEY is missing');
  expect(complaint({ ...jp, KAITONG_PLANE_KEY: file })).toContain('no key of another plane');
  expect(complaint({ ...jp, ...keys, KAITONG_CONTROL_KEY: x.slice(1) })).toContain('KAITONG_CONTROL_KEY');
  expect(complaint({ ...urls, KAITONG_PLANE_KEY: file, KAITONG_REGION_KEYS: `kr=${x}` })).toContain('names kr');
  expect(complaint({ ...jp, ...keys, KAITONG_CONTROL_URL: 'http://10.0.0.5:7080' })).toContain('unencrypted');
  readConfig({ ...jp, ...keys, KAITONG_CONTROL_URL: 'http://10.0.0.5:7080', KAITONG_INSECURE_LAN: '1' });
  expect(complaint({ ...jp, ...keys, KAITONG_PLANE_KEY: path.join(folder, 'none') })).toContain('ENOENT');
  chmodSync(file, 0o644);
  expect(complaint({ ...jp, ...keys })).toContain('chmod 600');
  writeFileSync(file, 'no key', { mode: 0o600 });
  chmodSync(file, 0o600);
  expect(complaint({ ...jp, ...keys })).toContain('holds no private Ed25519 key');
});

test('planes in different places need each other’s address and a shared secret', () => {
  const secret = 's'.repeat(32);
  expect(complaint({ KAITONG_ROLES: 'jp' })).toContain('KAITONG_CONTROL_URL');
  expect(complaint({ KAITONG_ROLES: 'jp', KAITONG_CONTROL_URL: 'https://c.example' })).toContain('KAITONG_PLANE_TOKEN');
  const region = readConfig({
    KAITONG_ROLES: 'jp',
    KAITONG_CONTROL_URL: 'https://c.example/',
    KAITONG_PLANE_TOKEN: secret,
  });
  expect(region).toMatchObject({ control: false, regions: ['jp'], controlUrl: 'https://c.example' });
  const control = readConfig({
    KAITONG_ROLES: 'control,cn',
    KAITONG_REGION_URLS: 'jp=https://jp.example/jp',
    KAITONG_PLANE_TOKEN: secret,
  });
  expect([...control.remoteRegions]).toEqual([['jp', 'https://jp.example/jp']]);
  expect(complaint({ KAITONG_REGION_URLS: 'cn=https://cn.example', KAITONG_PLANE_TOKEN: secret })).toContain('cn');
});
