import { afterAll, beforeAll, expect, test } from 'vitest';
import { LICENCE, startTestRegion } from '../../src/testing/region.ts';
import { loadNodeAv } from '../../virtual/encode/node-av.ts';
import { texts } from '../page/texts.ts';
import type { CameraView } from '../page/view.ts';
import { startFilm } from '../testing/film.ts';
import { motionMessage, startOnvifCamera } from '../testing/onvif-camera.ts';
import { startBridge } from '../testing/start-bridge.ts';

const av = await loadNodeAv();
let film: Awaited<ReturnType<typeof startFilm>>;
beforeAll(async () => {
  if (av) film = await startFilm(av);
});
afterAll(() => film?.[Symbol.asyncDispose]());

const grant = (at: number) => ({
  id: `g${at}`,
  nonce: `n${at}`,
  maxFootageMs: 15_000,
  expiresAt: new Date(Date.now() + 60_000).toISOString(),
});
const counts = ({ news }: CameraView) => ({
  recordings: news.filter(({ text }) => text === texts.en.news.recording.motion).length,
  uploads: news.filter(({ text }) => /^Uploaded event/.test(text)).length,
});

test.skipIf(!av)(
  'an event is what the camera itself calls motion, and what moves in the picture once its ONVIF is away',
  async () => {
    await using region = await startTestRegion();
    await using onvif = await startOnvifCamera();
    const camera = { name: 'yard', source: film.url, licence: LICENCE, onvif: onvif.url, preRecord: 1, length: 2 };
    await using bridge = await startBridge({ cameras: [camera] });
    const before = await bridge.until('yard', ({ trigger }) => trigger.note === texts.en.onvif.untold);
    expect(before.trigger).toMatchObject({ by: 'picture', text: texts.en.onvif.by.picture });
    onvif.tell(motionMessage('false', { operation: 'Initialized' }));
    await bridge.until('yard', ({ trigger }) => trigger.by === 'onvif');

    await fetch(`${bridge.url}/cameras/yard/pair`, { method: 'POST', body: region.pairingText });
    await bridge.until('yard', ({ device }) => device.state === 'online');
    await region.send('grant', grant(1));
    // Somebody waves before this lens all the time.
    const asked = await bridge.until('yard', ({ device, motion }) => device.asked && motion?.is === 'enough');
    expect(counts(asked)).toEqual({ recordings: 0, uploads: 0 });
    onvif.tell(motionMessage('true'), motionMessage('false'));
    const first = await bridge.until('yard', (view) => counts(view).uploads === 1);
    expect(counts(first).recordings).toBe(1);

    await onvif.cut();
    const away = await bridge.until('yard', ({ trigger }) => trigger.problem !== null);
    expect(away.trigger.by).toBe('picture');
    await region.send('grant', grant(2));
    const second = await bridge.until('yard', (view) => counts(view).recordings === 2);
    const said = `${bridge.said()} ${JSON.stringify(second)}`;
    expect(said).toContain('ONVIF: the camera tells of its motion detection.');
    for (const secret of [onvif.password, encodeURIComponent(onvif.password)]) expect(said).not.toContain(secret);
  },
  60_000,
);

test.skipIf(!av)(
  'a wrong password for ONVIF is told on the page and in the log, and the picture goes on',
  async () => {
    await using onvif = await startOnvifCamera();
    const camera = { name: 'yard', source: film.url, onvif: onvif.urlWith('wrong-one') };
    await using bridge = await startBridge({ cameras: [camera] });
    const view = await bridge.until('yard', ({ trigger, stream }) => trigger.problem !== null && stream.is === 'live');
    expect(view.trigger).toMatchObject({ by: 'picture', problem: texts.en.onvif.problems.unauthorised });
    expect(view.trigger.problem?.next).toMatch(/^Next try at /);
    await bridge.heard(texts.en.onvif.problems.unauthorised.title);
    expect(`${bridge.said()} ${JSON.stringify(view)}`).not.toContain('wrong-one');
  },
  60_000,
);
