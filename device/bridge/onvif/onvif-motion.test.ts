import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { seconds } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { type Clock, systemClock } from '../../src/index.ts';
import { heldClock } from '../../src/testing/clock.ts';
import { envelopeOf, motionMessage, type OnvifCameraOptions, startOnvifCamera } from '../testing/onvif-camera.ts';
import { OnvifMotion, type OnvifState } from './onvif-motion.ts';

/** Follows what it tells, from the beginning. */
function listen(address: string, clock: Clock = systemClock) {
  const heard: (OnvifState | 'motion')[] = [];
  const watchers = new Set<() => void>();
  const note = (one: OnvifState | 'motion'): void => {
    heard.push(one);
    for (const look of [...watchers]) look();
  };
  const onvif = new OnvifMotion(address, {
    clock,
    random: () => 0,
    onState: note,
    onMotion: () => note('motion'),
  });
  return {
    onvif,
    motions: () => heard.filter((one) => one === 'motion').length,
    /** Resolves with the first after those that it resolved with before. */
    until: <T>(find: (one: OnvifState | 'motion') => T | undefined | false): Promise<T> =>
      new Promise((resolve) => {
        const look = (): void => {
          for (let one = heard.shift(); one !== undefined; one = heard.shift()) {
            const found = find(one);
            if (found === undefined || found === false) continue;
            watchers.delete(look);
            resolve(found);
            return;
          }
        };
        watchers.add(look);
        look();
      }),
    [Symbol.asyncDispose]: () => onvif.close(),
  };
}

type Heard = OnvifState | 'motion';
const isMotion = (one: Heard) => one === 'motion';
const isListening = (one: Heard) => one !== 'motion' && one.is === 'listening';
const isTelling = (one: Heard) => one !== 'motion' && one.is === 'listening' && one.tells;
const problemIn = (one: Heard) => (one !== 'motion' && one.is === 'waiting' ? one.problem : undefined);

test.each<[string, OnvifCameraOptions]>([
  ['the token of WS-Security, by a clock that is three hours ahead', {}],
  ['the digest of HTTP', { login: 'digest' }],
  ['a camera that is too old for GetServices', { isOld: true }],
])('motion is heard with %s', async (_with, options) => {
  await using camera = await startOnvifCamera(options);
  await using heard = listen(camera.url);
  await heard.until(isListening);
  camera.tell(motionMessage('true'));
  await heard.until(isMotion);
  expect(heard.onvif.isStill).toBe(false);
  camera.tell(motionMessage('false'));
  await camera.until('PullMessages', 3);
  expect(heard.onvif.isStill).toBe(true);
});

test('how things were when it began to listen is no motion, and shows that the camera has a detection', async () => {
  await using camera = await startOnvifCamera();
  await using heard = listen(camera.url);
  await heard.until(isListening);
  expect(heard.onvif.tells).toBe(false);
  camera.tell(motionMessage('true', { operation: 'Initialized' }));
  await heard.until(isTelling);
  await camera.until('PullMessages', 2);
  expect([heard.motions(), heard.onvif.isStill]).toEqual([0, true]);
});

test('what is not about motion is passed over', async () => {
  await using camera = await startOnvifCamera();
  await using heard = listen(camera.url);
  await heard.until(isListening);
  camera.tell(
    motionMessage('true', { topic: 'tns1:Device/Trigger/DigitalInput', item: 'LogicalState' }),
    motionMessage('true', { topic: 'tns1:RuleEngine/MyRuleDetector/Visitor', item: 'State' }),
    motionMessage('true', { item: 'Confidence' }),
    motionMessage('perhaps'),
    '<wsnt:NotificationMessage/>',
  );
  await camera.until('PullMessages', 2);
  expect([heard.motions(), heard.onvif.tells]).toEqual([0, false]);
});

test.each([
  ['tns1:RuleEngine/CellMotionDetector/Motion', 'IsMotion', 'true'],
  ['tns1:RuleEngine/MotionRegionDetector/Motion', 'State', '1'],
  ['tns1:VideoSource/MotionAlarm', 'State', 'true'],
  ['tns1:RuleEngine/MyRuleDetector/PeopleDetect', 'State', 'true'],
  ['tns1:RuleEngine/PeopleDetector/People', 'IsPeople', 'true'],
  ['tns1:RuleEngine/FieldDetector/ObjectsInside', 'IsInside', 'true'],
  ['tns1:RuleEngine/TPSmartEventDetector/TPSmartEvent', 'IsTPSmartEvent', 'true'],
  ['tns1:RuleEngine/tnsaxis:VMD3/vmd3_video_1', 'active', '1'],
  ['tnsaxis:CameraApplicationPlatform/VMD/Camera1Profile1', 'active', '1'],
])('%s is motion', async (topic, item, value) => {
  await using camera = await startOnvifCamera();
  await using heard = listen(camera.url);
  await heard.until(isListening);
  camera.tell(motionMessage(value, { topic, item }));
  await heard.until(isMotion);
});

test('a wrong password is said to be one, and is not tried again before minutes are over', async () => {
  await using camera = await startOnvifCamera();
  const clock = heldClock();
  await using heard = listen(camera.urlWith('wrong'), clock);
  expect(await heard.until(problemIn)).toBe('unauthorised');
  const tries = camera.tries();
  await clock.asleep(seconds(150));
  clock.advance(seconds(149));
  expect([heard.onvif.state.is, camera.tries()]).toEqual(['waiting', tries]);
  clock.advance(seconds(1));
  await heard.until((one) => one !== 'motion' && one.is === 'connecting');
});

test('a camera that is cut off and comes back is heard again', async () => {
  await using camera = await startOnvifCamera();
  await using heard = listen(camera.url);
  await heard.until(isListening);
  camera.tell(motionMessage('false', { operation: 'Initialized' }));
  await camera.until('PullMessages', 2);
  expect(heard.onvif.isStill).toBe(true);
  await camera.cut();
  expect(await heard.until(problemIn)).toBe('lost');
  expect(heard.onvif.isStill).toBe(false); // the picture goes on alone
  expect(await heard.until(problemIn)).toBe('unreachable');
  await camera.comeBack();
  await heard.until(isListening);
  camera.tell(motionMessage('true'));
  await heard.until(isMotion);
});

test('a subscription that the camera forgets is made anew', async () => {
  await using camera = await startOnvifCamera();
  await using heard = listen(camera.url);
  await heard.until(isListening);
  await camera.until('PullMessages');
  camera.forget();
  expect(await heard.until(problemIn)).toBe('lost');
  await heard.until(isListening);
  camera.tell(motionMessage('true'));
  await heard.until(isMotion);
});

test('a subscription is renewed at the half of its term, and ended when nobody listens any more', async () => {
  await using camera = await startOnvifCamera({ termMs: 20_000 });
  const clock = heldClock();
  {
    await using heard = listen(camera.url, clock);
    await heard.until(isListening);
    await camera.until('PullMessages');
    clock.advance(seconds(9));
    camera.tell(motionMessage('false'));
    await heard.until(isTelling);
    await camera.until('PullMessages', 2);
    expect(camera.asked).not.toContain('Renew');
    clock.advance(seconds(2));
    camera.tell(motionMessage('false'));
    await camera.until('PullMessages', 3);
    expect(camera.asked).toContain('Renew');
  }
  expect(camera.asked.at(-1)).toBe('Unsubscribe');
});

test('a camera that answers at once is asked twice a second, and no more', async () => {
  await using camera = await startOnvifCamera();
  const clock = heldClock();
  await using heard = listen(camera.url, clock);
  await heard.until(isListening);
  for (let times = 1; times < 4; times++) {
    await camera.until('PullMessages', times);
    camera.tell(motionMessage('true'));
    await clock.asleep(seconds(0.5));
    expect(camera.asked.filter((name) => name === 'PullMessages')).toHaveLength(times);
    clock.advance(seconds(0.5));
  }
  expect(heard.motions()).toBe(3);
});

test('an address on another host is looked for on the camera itself, and the other host hears nothing', async () => {
  const other = createServer().listen(0, '127.0.0.2');
  await once(other, 'listening');
  let connections = 0;
  other.on('connection', (socket) => {
    connections += 1;
    socket.destroy();
  });
  const { port } = other.address() as AddressInfo;
  await using camera = await startOnvifCamera({ host: `http://127.0.0.2:${port}` });
  await using heard = listen(camera.url);
  await heard.until(isListening);
  camera.tell(motionMessage('true'));
  await heard.until(isMotion);
  expect(connections).toBe(0);
  other.close();
});

const soap = (response: ServerResponse, text: string) => void response.writeHead(200).end(text);
/** As much as is taken. */
function pour(response: ServerResponse): void {
  const more = () => {
    while (!response.destroyed && response.write(' '.repeat(16_384)));
  };
  response.writeHead(200).on('drain', more);
  more();
}
const bomb = (levels: number): string => {
  const entities = Array.from({ length: levels }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`);
  return `<!DOCTYPE b [<!ENTITY e0 "x">${entities.join('')}]>${envelopeOf(`&e${levels};`)}`;
};

test.each<[string, string, (response: ServerResponse) => void]>([
  ['grows for ever', 'not_readable', pour],
  ['is an entity bomb', 'not_readable', (response) => soap(response, bomb(12))],
  ['is deep', 'not_readable', (response) => soap(response, '<a>'.repeat(60_000))],
  [
    'has more elements than any camera tells',
    'not_readable',
    (response) => soap(response, envelopeOf('<b/>'.repeat(50_000))),
  ],
  ['is the page of something else', 'no_service', (response) => void response.writeHead(404).end('<html>')],
  ['is another’s', 'not_readable', (response) => soap(response, envelopeOf('<tds:GetUsersResponse/>'))],
  [
    'leads elsewhere',
    'no_service',
    (response) => void response.writeHead(307, { location: 'http://127.0.0.2/' }).end(),
  ],
  ['is no HTTP', 'not_readable', (response) => void response.socket?.end('nonsense\r\n\r\n')],
  [
    'breaks off',
    'lost',
    (response) => void response.writeHead(200, { 'content-length': '100' }).write('x', () => response.destroy()),
  ],
])('an answer that %s is %s', async (_what, problem, respond) => {
  await using camera = await startOnvifCamera({
    misbehave(operation, response) {
      if (operation !== 'CreatePullPointSubscription') return false;
      respond(response);
      return true;
    },
  });
  await using heard = listen(camera.url);
  expect(await heard.until(problemIn)).toBe(problem);
});

test('an answer that never ends is waited for ten seconds, and the camera is asked again', async () => {
  const held = Promise.withResolvers<void>();
  await using camera = await startOnvifCamera({
    misbehave(operation, response) {
      if (operation !== 'CreatePullPointSubscription') return false;
      response.writeHead(200).write('<');
      const drip = setInterval(() => response.write(' '), 5);
      response.once('close', () => {
        clearInterval(drip);
        held.resolve();
      });
      return true;
    },
  });
  const clock = heldClock();
  await using heard = listen(camera.url, clock);
  await camera.until('CreatePullPointSubscription');
  await clock.asleep(seconds(10));
  clock.advance(seconds(10));
  expect(await heard.until(problemIn)).toBe('silent');
  await held.promise; // the connection is closed, not left alone
  await clock.asleep(seconds(0.25));
  clock.advance(seconds(0.25));
  await camera.until('CreatePullPointSubscription', 2);
});
