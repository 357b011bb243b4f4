import { seconds } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { readEvent } from './read-event.ts';

const deviceId = `6c${'0'.repeat(20)}`;
const headers = {
  user: deviceId,
  pid: '<r1@localhost.1764633600.883.0>',
  client_properties: [`{client_id,longstr,<<"${deviceId}.tool-1">>}`],
  peer_host: '10.0.0.7',
  timeout: 30,
};

test('an event names device, client id, connection and the life of the node that holds it', () => {
  expect(readEvent('connection.created', headers)).toEqual({
    type: 'created',
    deviceId,
    clientId: `${deviceId}.tool-1`,
    connection: '<r1@localhost.1764633600.883.0>',
    broker: 'r1@localhost.1764633600',
    address: '10.0.0.7',
    keepAlive: seconds(30),
  });
  expect(readEvent('connection.created', { ...headers, timeout: undefined })).toMatchObject({ keepAlive: 0 });
  expect(readEvent('connection.closed', headers)).toMatchObject({ type: 'closed' });
});

test('connections of others, and events without what tells them apart, are none of a device', () => {
  for (const other of [
    undefined,
    { ...headers, user: 'kaitong' },
    { ...headers, pid: 'none' },
    { ...headers, client_properties: ['{product,longstr,<<"x">>}'] },
    { ...headers, client_properties: [`{client_id,longstr,<<"a\\"b">>}`] },
    { ...headers, client_properties: undefined },
  ])
    expect(readEvent('connection.created', other)).toBeUndefined();
});
