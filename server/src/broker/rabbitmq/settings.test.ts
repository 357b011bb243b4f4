import { expect, test } from 'vitest';
import { readSettings } from '../../settings.ts';
import { readCluster } from './settings.ts';

test('an address names several nodes, by their ports or the usual one', () => {
  expect(readCluster('amqps://kaitong:p%40ss@one.example.com,two:5699/cams')).toEqual({
    nodes: ['one.example.com:5671', 'two:5699'],
    isEncrypted: true,
    vhost: 'cams',
    user: 'kaitong',
    password: 'p@ss',
  });
  expect(readCluster('amqp://u:p@[::1]')).toMatchObject({ nodes: ['[::1]:5672'], vhost: '/', isEncrypted: false });
  for (const wrong of [
    'http://u:p@one',
    'amqp://one',
    'amqp://u:p@',
    'amqp://u:p@one,,two',
    'amqp://u:p@one/a/b',
    'amqp://%ff:p@one',
  ])
    expect(readCluster(wrong)).toBeUndefined();
});

const good = {
  KAITONG_RABBITMQ_URL: 'amqp://kaitong:secret-word@127.0.0.1:5672',
  KAITONG_RABBITMQ_API: 'http://127.0.0.1:15672',
  KAITONG_RABBITMQ_HOOK: 'http://127.0.0.1:7090/abcdefghijklmnop',
  KAITONG_MQTT_URL: 'mqtt://127.0.0.1:1883',
};
const wrongOf = (settings: Record<string, string | undefined>): string => {
  const read = readSettings(settings);
  return 'wrong' in read ? read.wrong.join('\n') : '';
};

test('the settings of a cluster belong together, encrypted beyond this machine, and none of them is shown', () => {
  expect(wrongOf(good)).toBe('');
  expect(wrongOf({ ...good, KAITONG_RABBITMQ_HOOK: undefined })).toContain('belong together');
  expect(wrongOf({ ...good, KAITONG_MQTT_URL: undefined })).toContain('KAITONG_MQTT_URL is missing');
  const open = { ...good, KAITONG_RABBITMQ_URL: 'amqp://kaitong:secret-word@one,two' };
  expect(wrongOf(open)).toContain('unencrypted');
  expect(wrongOf({ ...open, KAITONG_INSECURE_LAN: '1' })).toBe('');
  expect(wrongOf({ ...open, KAITONG_RABBITMQ_URL: 'amqps://kaitong:secret-word@one,two' })).toBe('');
  const texts = [
    open,
    { ...good, KAITONG_RABBITMQ_URL: 'secret-word' },
    { ...good, KAITONG_RABBITMQ_HOOK: 'secret-word' },
  ];
  for (const text of texts.map(wrongOf)) {
    expect(text).not.toBe('');
    expect(text).not.toContain('secret-word');
  }
});
