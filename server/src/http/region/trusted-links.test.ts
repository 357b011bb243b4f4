import { hours, minutes } from '@kaitong/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeForChat } from '../../region/watching/sharing/chat-card.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { clips, pairSubscribed, readClip, record } from '../testing/footage.ts';
import { codeOf, openPhone, type Phone, signUp } from '../testing/people.ts';
import { play, refusedAs } from '../testing/player.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

let server: TestDatabase;
let region: TestRegion;
let wang: Phone;
let stranger: Phone;
let recorded: Awaited<ReturnType<typeof record>>;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  wang = await signUp(region, 'wang');
  stranger = openPhone(region);
  recorded = await record(region, await pairSubscribed(region, wang));
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

type Made = Awaited<ReturnType<Phone['createShare']>>;
const tokenOf = ({ pageUrl }: Made): string => pageUrl?.split('/').at(-1) ?? '';
const share = async (settings: { pin?: string; hours?: number } = {}): Promise<Made> =>
  await wang.createShare({ params: recorded, body: { hours: 2, ...settings } });
const visit = (made: Made, pin?: string) =>
  stranger.visitShare({ params: { token: tokenOf(made) }, body: pin === undefined ? {} : { pin } });
const listed = async ({ id }: Made): Promise<Made | undefined> =>
  (await wang.listShares({ query: {} })).items.find((one) => one.id === id);
const pauses = async () =>
  (await wang.listNotices({ query: {} })).items.filter(({ type }) => type === 'share_paused').length;
const whole = () => Buffer.concat(clips.ts.pieces.map(({ file }) => readClip(file)));

test('a link with a PIN opens for whoever knows it, by its page alone', async () => {
  const made = await share({ pin: '4821' });
  expect(made).toMatchObject({ pin: '4821', playlistUrl: null, paused: false });
  const own = `${region.context.publicUrl}/play/${tokenOf(made)}`;
  for (const url of [`${own}/index.m3u8`, own, `${own}/filmstrip?at=2026-01-01T00:00:00Z`])
    expect(await refusedAs(url)).toBe('403 playback_ended');
  expect(await codeOf(visit(made))).toBe('share_pin_needed');
  expect(await codeOf(visit(made, '0000'))).toBe('share_pin_wrong');
  const opened = await visit(made, '4821');
  expect(opened.token).not.toBe(tokenOf(made));
  expect(await play(opened.playlistUrl)).toEqual(whole());
  expect((await listed(made))?.pin).toBe('4821');
});

test('five wrong PINs, however many come at once, pause a link, its visits too, and its owner is told once', async () => {
  const made = await share({ pin: '4821' });
  const { playlistUrl } = await visit(made, '4821');
  const before = await pauses();
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => codeOf(visit(made, String(5000 + n)))));
  expect(answers.filter((code) => code === 'share_pin_wrong')).toHaveLength(4);
  expect(answers.filter((code) => code === 'share_paused')).toHaveLength(16);
  expect(await codeOf(visit(made, '4821'))).toBe('share_paused');
  expect(await refusedAs(playlistUrl)).toBe('403 share_paused');
  expect(await pauses()).toBe(before + 1);
  expect(await listed(made)).toMatchObject({ paused: true });
  const resumed = await wang.changeShare({ params: { id: made.id }, body: { resume: true } });
  expect(resumed).toMatchObject({ paused: false, pin: '4821', pageUrl: null });
  expect(await play((await visit(made, '4821')).playlistUrl)).toEqual(whole());
});

test('the right PIN gives no wrong one back', async () => {
  const made = await share({ pin: '4821' });
  for (let n = 0; n < 4; n++) {
    expect(await codeOf(visit(made, '1111'))).toBe('share_pin_wrong');
    await visit(made, '4821');
  }
  expect(await codeOf(visit(made, '1111'))).toBe('share_paused');
});

test('another PIN ends what the one before opened; none lets players in again, by the same address', async () => {
  const made = await share();
  const bare = made.playlistUrl ?? '';
  const before = await visit(made);
  await wang.changeShare({ params: { id: made.id }, body: { pin: '123456' } });
  expect(await refusedAs(bare)).toBe('403 playback_ended');
  expect(await refusedAs(before.playlistUrl)).toBe('403 share_ended');
  const between = await visit(made, '123456');
  expect(await refusedAs(between.playlistUrl)).toBe('200');
  await wang.changeShare({ params: { id: made.id }, body: { pin: '654321' } });
  expect(await refusedAs(between.playlistUrl)).toBe('403 share_ended');
  expect(await codeOf(visit(made, '123456'))).toBe('share_pin_wrong');
  await wang.changeShare({ params: { id: made.id }, body: { pin: null } });
  expect(await play(bare)).toEqual(whole());
  expect(await refusedAs((await visit(made)).playlistUrl)).toBe('200');
});

test('openings are counted: each visit, and a player once for as long as it goes on asking', async () => {
  const made = await share();
  await visit(made);
  await visit(made);
  expect(await listed(made)).toMatchObject({ views: 2 });
  for (let n = 0; n < 5; n++) {
    expect(await refusedAs(made.playlistUrl ?? '')).toBe('200');
    await region.clock.advance(minutes(2));
  }
  expect(await listed(made)).toMatchObject({ views: 3 });
  await region.clock.advance(minutes(6));
  expect(await refusedAs(made.playlistUrl ?? '')).toBe('200');
  expect(await listed(made)).toMatchObject({ views: 4, viewedAt: expect.any(String) });
});

test('a link of an older release, which has no row beside it, goes on, and can be given a PIN', async () => {
  const made = await share();
  await region.context.db.deleteFrom('share_link').where('playback_id', '=', made.id).execute();
  expect(await listed(made)).toMatchObject({ pin: null, views: 0, paused: false });
  expect(await refusedAs(made.playlistUrl ?? '')).toBe('200');
  expect(await wang.changeShare({ params: { id: made.id }, body: { pin: '2468' } })).toMatchObject({
    pin: '2468',
    views: 1,
  });
  expect(await codeOf(visit(made))).toBe('share_pin_needed');
});

type Step = { is: 'wait'; minutes: number } | { is: 'prolong'; hours: number } | { is: 'visit' } | { is: 'revoke' };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ is: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 90 }) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('prolong' as const), hours: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 3, arbitrary: fc.constant({ is: 'visit' as const }) },
  { weight: 1, arbitrary: fc.constant({ is: 'revoke' as const }) },
);

test('no link outlives its date, nor anything that was opened by it, whatever its owner does on the way', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
      const made = await share({ hours: 1 });
      let ends = region.clock.now().getTime() + hours(1);
      const opened: string[] = [];
      for (const one of steps) {
        const isOver = region.clock.now().getTime() >= ends;
        if (one.is === 'wait') await region.clock.advance(minutes(one.minutes));
        if (one.is === 'prolong') {
          const code = await codeOf(wang.changeShare({ params: { id: made.id }, body: { hours: one.hours } }));
          expect(code === 'not_found').toBe(isOver);
          if (!isOver) ends = region.clock.now().getTime() + hours(one.hours);
        }
        if (one.is === 'visit' && !isOver) opened.push((await visit(made)).playlistUrl);
        if (one.is === 'visit' && isOver) expect(await codeOf(visit(made))).toBe('share_ended');
        if (one.is === 'revoke') {
          await codeOf(wang.revokeShare({ params: { id: made.id } }));
          ends = Math.min(ends, region.clock.now().getTime());
        }
        if (region.clock.now().getTime() < ends) continue;
        for (const url of [made.playlistUrl ?? '', ...opened])
          expect(await refusedAs(url)).toMatch(/^403 (share|playback)_ended$/);
      }
    }),
    { numRuns: 25 },
  );
});

test('a chat is told what a link shows, with a small picture unless its owner does not want it', async () => {
  const asked = async (made: Made) => await describeForChat(region.context, tokenOf(made));
  const { happenedAt } = await wang.getEvent({ params: recorded });
  const made = await wang.createShare({
    params: recorded,
    body: { hours: 2, language: 'en', timeZone: 'Asia/Shanghai' },
  });
  const card = await asked(made);
  const zone = { timeZone: 'Asia/Shanghai', hourCycle: 'h23' } as const;
  const clock = new Intl.DateTimeFormat('en', { ...zone, hour: '2-digit', minute: '2-digit' }).format(
    new Date(happenedAt),
  );
  expect(card).toMatchObject({
    language: 'en',
    pictureUrl: `${region.context.publicUrl}/play/${tokenOf(made)}/picture`,
    title: expect.stringMatching(new RegExp(`^Motion · .*${clock}$`)),
  });
  expect(card?.text).toMatch(/^To be watched until /);
  const picture = `${region.context.publicUrl}/play/${tokenOf(made)}/picture`;
  expect(await refusedAs(picture)).toBe('200');
  await wang.changeShare({ params: { id: made.id }, body: { picture: false } });
  expect((await asked(made))?.pictureUrl).toBeNull();
  expect(await refusedAs(picture)).toBe('404 not_found');
  await wang.changeShare({ params: { id: made.id }, body: { picture: true, pin: '4821' } });
  expect(await asked(made)).toMatchObject({
    title: 'A shared recording',
    text: 'It opens with a PIN',
    pictureUrl: null,
  });
  expect(await refusedAs(picture)).toBe('404 not_found');
  await wang.revokeShare({ params: { id: made.id } });
  expect(await asked(made)).toBeUndefined();
});
