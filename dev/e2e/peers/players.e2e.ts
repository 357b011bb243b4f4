// Players that know nothing of us play what a camera recorded, for exactly as long as they may.
import { type EventId, minutes } from '@kaitong/contract';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import type { Owner } from '../../src/activation/testing/people.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { completeEvents } from '../../src/service/testing/footage.ts';
import { subscribe } from '../../src/service/testing/subscribe.ts';
import { launchChromium } from '../browser/chromium.ts';
import { type Player, playByFfmpeg, playByGstreamer, playByHlsJs } from './players.ts';

const CLIP = { fps: 10, segmentMs: 1000, clip: { preRecordMs: 1000, postRecordMs: 5000 } };
const PICTURES = 60;

/** What is recorded, and by whom it is played. */
const RECORDED = {
  'encrypted MPEG-TS': { recipe: { container: 'ts' }, by: ['hls.js', 'ffmpeg', 'GStreamer'] },
  // GStreamer (1.26) decrypts an init segment with the IV of the segment behind it: no encrypted fMP4 can be played by it.
  'encrypted fMP4': { recipe: { container: 'fmp4' }, by: ['hls.js', 'ffmpeg'] },
  'plain fMP4': { recipe: { container: 'fmp4', encryption: 'none' }, by: ['hls.js', 'ffmpeg', 'GStreamer'] },
} as const;
type Kind = keyof typeof RECORDED;

let rig: RunningRig;
let browser: Browser;
const recorded = new Map<Kind, Recorded>();
beforeAll(async () => {
  [rig, browser] = await Promise.all([startRig(), launchChromium()]);
  for (const kind of Object.keys(RECORDED) as Kind[]) recorded.set(kind, await record(kind));
});
afterAll(async () => {
  await browser?.close();
  await rig?.stop();
});

/** With the address by which all players play it. */
type Recorded = { unit: Unit; eventId: EventId; playlistUrl: string };

/** One event of six seconds. */
async function record(kind: Kind, owner: Owner = rig.owners.cn): Promise<Recorded> {
  const unit = await rig.unit({ owner });
  const camera = await unit.camera({ ...CLIP, ...RECORDED[kind].recipe });
  await subscribe(rig, unit);
  await eventually(() => expect(camera.device.findRecordingGrant()).toBeDefined());
  const answer = camera.wave();
  if (!answer.seen) throw new Error(answer.because);
  await answer.finished;
  const [event] = await completeEvents(unit, 1);
  if (!event) throw new Error('nothing was recorded');
  const { eventId } = event;
  const { playlistUrl } = await watch({ unit, eventId });
  return { unit, eventId, playlistUrl };
}

function recordedIn(kind: Kind): Recorded {
  const found = recorded.get(kind);
  if (!found) throw new Error(`${kind} was not recorded`);
  return found;
}

const watch = ({ unit, eventId }: Pick<Recorded, 'unit' | 'eventId'>) =>
  unit.owner.footage.createPlayback({ params: { deviceId: unit.deviceId }, body: { of: { eventId } } });

/** Everything that a player asks for: the playlist, and what it names. */
async function addressesIn(playlistUrl: string): Promise<string[]> {
  const text = await (await fetch(playlistUrl)).text();
  const named = [...text.matchAll(/URI="([^"]+)"|^([^#\s].*)$/gm)].map(([, uri, line]) => uri ?? line ?? '');
  return [...new Set([playlistUrl, ...named.map((name) => new URL(name, playlistUrl).href)])];
}

const statusesOf = async (urls: string[]): Promise<number[]> => {
  const answers = await Promise.all(urls.map((url) => fetch(url)));
  return [...new Set(answers.map(({ status }) => status))];
};

const players: Record<(typeof RECORDED)[Kind]['by'][number], Player> = {
  'hls.js': (url) => playByHlsJs(browser, url),
  ffmpeg: (url) => playByFfmpeg(url),
  GStreamer: playByGstreamer,
};

test.each(
  (Object.keys(RECORDED) as Kind[]).flatMap((kind) => RECORDED[kind].by.map((player) => [kind, player] as const)),
)('%s is played whole by %s, from the playlist that the others play', async (kind, player) => {
  const { playlistUrl } = recordedIn(kind);
  expect(await players[player](playlistUrl)).toEqual({ pictures: PICTURES, complaints: '' });
});

describe('a session that is over opens nothing from the next request on', () => {
  test('once it is ended, whatever was known of it', async () => {
    const { playbackId, playlistUrl } = await watch(recordedIn('encrypted fMP4'));
    const urls = await addressesIn(playlistUrl);
    expect(urls.length).toBeGreaterThan(6);
    expect(await statusesOf(urls)).toEqual([200]);
    await recordedIn('encrypted fMP4').unit.owner.footage.endPlayback({ params: { playbackId } });
    expect(await statusesOf(urls)).toEqual([403]);
  });

  test('once its time is over', async () => {
    const urls = await addressesIn((await watch(recordedIn('encrypted MPEG-TS'))).playlistUrl);
    expect(await statusesOf(urls)).toEqual([200]);
    await rig.clock.advance(minutes(31));
    expect(await statusesOf(urls)).toEqual([403]);
  });

  test('in the middle of playing', async () => {
    const { playbackId, playlistUrl } = await watch(recordedIn('encrypted MPEG-TS'));
    const { owner } = recordedIn('encrypted MPEG-TS').unit;
    let ended: Promise<unknown> | undefined;
    const { pictures, complaints } = await playByFfmpeg(playlistUrl, {
      paced: true,
      onPicture: () => {
        ended ??= owner.footage.endPlayback({ params: { playbackId } });
      },
    });
    await ended;
    expect(pictures).toBeGreaterThan(0);
    expect(pictures).toBeLessThan(PICTURES);
    expect(complaints).toContain('Unable to open resource');
  });
});

test('another owner’s token opens neither keys nor segments, whatever is asked of it', async () => {
  const other = await record('encrypted fMP4', await rig.newOwner());
  const own = other.playlistUrl.replace('index.m3u8', '');
  const { playlistUrl } = await watch(recordedIn('encrypted fMP4'));
  const foreign = (await addressesIn(playlistUrl))
    .filter((url) => url !== playlistUrl)
    .map((url) => url.replace(playlistUrl.replace('index.m3u8', ''), own));
  expect(await statusesOf(foreign)).toEqual([404]);
  const { unit, eventId } = recordedIn('encrypted fMP4');
  const params = { deviceId: unit.deviceId };
  await expect(other.unit.owner.footage.createPlayback({ params, body: { of: { eventId } } })).rejects.toThrow();
});
