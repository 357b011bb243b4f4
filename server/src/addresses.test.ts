import { expect, test } from 'vitest';
import { findAddresses } from './addresses.ts';
import { type Environment, readConfig } from './config.ts';

const impostorOf = async (environment: Environment) =>
  (await findAddresses(readConfig({ KAITONG_PORT: '0', ...environment }))).impostor;

test('a wrong certificate is offered where cameras reach this machine itself, on any port', async () => {
  expect(await impostorOf({})).toEqual({ host: '127.0.0.1', port: 0 });
  expect(await impostorOf({ KAITONG_PUBLIC_URL: 'http://localhost:7080' })).toEqual({ host: 'localhost', port: 0 });
});

test('behind another host it needs a port that the operator knows to lead here', async () => {
  const proxied = { KAITONG_PUBLIC_URL: 'https://cam.example.com' };
  expect(await impostorOf(proxied)).toBeUndefined();
  const named = await impostorOf({ ...proxied, KAITONG_IMPOSTOR_PORT: '7443' });
  expect(named).toEqual({ host: 'cam.example.com', port: 7443 });
});

test('a process without a region tests no camera', async () => {
  expect(await impostorOf({ KAITONG_ROLES: 'control', KAITONG_IMPOSTOR_PORT: '7443' })).toBeUndefined();
});

test('cameras are told to encrypt MQTT wherever pages are, unless the operator allows that they do not', async () => {
  const schemes = async (environment: Environment) => {
    const { publicUrl, mqttUrl } = await findAddresses(readConfig({ KAITONG_PORT: '0', ...environment }));
    return [publicUrl, mqttUrl].map((url) => new URL(url).protocol);
  };
  expect(await schemes({})).toEqual(['http:', 'mqtt:']);
  expect(await schemes({ KAITONG_TLS: 'self' })).toEqual(['https:', 'mqtts:']);
  const proxied = { KAITONG_PUBLIC_URL: 'https://cam.example.com' };
  expect(await schemes(proxied)).toEqual(['https:', 'mqtts:']);
  expect(await schemes({ ...proxied, KAITONG_INSECURE_LAN: '1' })).toEqual(['https:', 'mqtt:']);
});
