import { applicationEventsPath, maker, type Reply } from '@kaitong/contract';
import { type Finding, finding, type PictureSecond } from '@kaitong/contract/checks';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { overflowing } from '../../testing/lists.ts';
import { sample } from '../../testing/sample.ts';
import { openConsole } from '../testing/open.tsx';
import { en } from '../texts/en.ts';
import { zhCN } from '../texts/zh-CN.ts';

type Application = Reply<typeof maker.getApplication>;

const REJECTED: Application = {
  ...sample(maker.getApplication.reply),
  releaseId: null,
  state: 'rejected',
  problem: { code: 'clip_rejected', params: {} },
  productName: 'Doorbell',
  footage: 'none',
  lagging: [],
  certifiedAt: null,
  certificateRevoked: null,
};
const APPROVED: Application = { ...REJECTED, state: 'approved', problem: null };

const at = { object: 2, kind: 'segment', atMs: 4920, frame: 123, offset: 47_376, keyAfterMs: 1080 } as const;
const LOST = finding('ts.continuity', { ...at, measured: 3, limit: 0 });
const FOLLOWS = finding('decode.errors', { ...at, measured: 7, params: { log: 'Missing reference picture' } });
const CORRUPT = finding('picture.corrupt', { measured: 2500, atMs: 4000, params: { toMs: 6000, percent: 20 } });
const GARBLED = finding('decode.errors', { measured: 7, params: { log: `[h264 @ 0x${'5'.repeat(180)}]` } });

const second = (n: number, more: Partial<PictureSecond> = {}): PictureSecond => ({
  ...{ atMs: n * 1000, pictures: 15, damaged: 0, luma: 110, range: 90, cb: 128, cr: 128, change: 12, traits: [] },
  ...more,
});
const seconds = (length: number) =>
  Array.from({ length }, (_, n) => (n === 4 ? second(n, { damaged: 8, traits: ['corrupt'] }) : second(n)));

/** The page of an application with these findings, whose clip showed this. */
async function openWith(findings: Finding[], pictures?: PictureSecond[], application = REJECTED) {
  const opened = await openConsole(`/applications/${application.id}`, {
    getApplication: () => ({ ...application, findings }),
  });
  await expect.element(page.getByText(application.deviceId.slice(0, 4)).first()).toBeInTheDocument();
  opened.server.tell(applicationEventsPath(application.id), {
    seq: 1,
    progress: { at: new Date().toISOString(), type: 'verdict.reached', outcome: 'fail', findings, pictures },
  });
  return opened;
}

const copy = () => page.getByRole('button', { name: en.ticket.copy });
const copied = () => page.getByRole('button', { name: en.ticket.copied });
const strip = () => page.getByRole('figure');
const cursor = () => page.getByRole('slider', { name: en.pictures.choose });

describe('a finding as a ticket', () => {
  const written: string[] = [];
  beforeEach(() => {
    written.length = 0;
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => void written.push(text));
  });
  afterEach(() => void vi.restoreAllMocks());

  test('is copied by the keyboard: what, where, what the decoder says, what to change, which sample; and it says so', async () => {
    await openWith([LOST, FOLLOWS]);
    await expect.element(copy()).toBeVisible();
    (copy().element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(copied()).toHaveFocus();
    await expect.element(page.getByRole('status').getByText(en.ticket.copied)).toBeInTheDocument();
    expect(written).toHaveLength(1);
    for (const part of ['ts.continuity', 'object 2', '4.92 s', 'frame 123', '47,376 bytes', '1.08 s', 'decode.errors'])
      expect(written[0]).toContain(part);
    for (const part of ['Doorbell', REJECTED.deviceId, `/applications/${REJECTED.id}`])
      expect(written[0]).toContain(part);
    await userEvent.tab();
    await expect.element(copy()).toBeVisible();
  });

  test('stands in a field, selected, where the browser allows no copying; nobody is told that it was copied', async () => {
    vi.mocked(navigator.clipboard.writeText).mockRejectedValue(new DOMException('no', 'NotAllowedError'));
    vi.spyOn(document, 'execCommand').mockReturnValue(false);
    await openWith([LOST]);
    await copy().click();
    const field = page.getByRole('textbox', { name: en.ticket.byHand });
    await expect.element(field).toHaveFocus();
    const { selectionStart, selectionEnd, value } = field.element() as HTMLTextAreaElement;
    expect(value).toContain('ts.continuity');
    expect([selectionStart, selectionEnd]).toEqual([0, value.length]);
    expect(copied().query()).toBeNull();
  });

  test('is copied where there is no clipboard, as over plain HTTP, and the button keeps the focus', async () => {
    vi.spyOn(navigator, 'clipboard', 'get').mockReturnValue(undefined as unknown as Clipboard);
    const commands = vi.spyOn(document, 'execCommand').mockReturnValue(true);
    await openWith([LOST]);
    await copy().click();
    await expect.element(copied()).toHaveFocus();
    expect(commands.mock.calls).toEqual([['copy']]);
  });
});

describe('the findings of a clip', () => {
  test('a long line of the decoder breaks: nothing is wider than a phone', async () => {
    await page.viewport(390, 844);
    await openWith([GARBLED, finding('snap.missing')]);
    await expect.element(page.getByText(String(GARBLED.params.log))).toBeVisible();
    expect(overflowing()).toEqual([]);
  });

  test('a few consequences are below their cause by name, fold by the keyboard, and are no headlines', async () => {
    await openWith([CORRUPT, FOLLOWS, LOST]);
    const follows = page.getByText(en.finding.follows.replace('{{n}}', '2'));
    const sentence = page.getByText(/garbled or incomplete/);
    await expect.element(sentence).toBeVisible();
    await expect.element(page.getByText('Decoding errors', { exact: true })).toBeVisible();
    (follows.element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(sentence).not.toBeVisible();
    await userEvent.keyboard('{Enter}');
    await expect.element(sentence).toBeVisible();
    await expect.element(page.getByRole('link', { name: 'decode.errors' })).toBeVisible();
    await expect.element(page.getByRole('link', { name: 'picture.corrupt' })).toBeVisible();
    expect(copy().all()).toHaveLength(1);
  });

  test('one consequence is spoken of as one', async () => {
    await openWith([FOLLOWS, LOST]);
    await expect.element(page.getByText(en.finding.followsOne)).toBeVisible();
  });

  test('a bar has its limit under the tick, the full width for 100 %, and is left out beside a limit of 0', async () => {
    await openWith([finding('picture.black', { measured: 100 })]);
    const bar = page.getByRole('img', { name: 'Measured 100%, limit 90%' });
    await expect.element(bar).toBeVisible();
    const [, value, tick] = bar.element().querySelectorAll('rect');
    expect(value?.getBoundingClientRect().width).toBe(bar.element().getBoundingClientRect().width);
    const label = page.getByText('Limit 90%').element().getBoundingClientRect();
    const x = tick?.getBoundingClientRect().x ?? 0;
    expect(label.left < x && x < label.right).toBe(true);
  });

  test('a limit of 0 has no bar', async () => {
    await openWith([GARBLED]);
    await expect.element(page.getByText('Limit 0')).toBeVisible();
    expect(page.getByRole('img', { name: /^Measured/ }).query()).toBeNull();
  });

  test.each([
    ['exact', finding('mp4.sequence', { measured: 7, limit: 2 }), ['Measured 7', 'Expected 2']],
    [
      'data',
      finding('mp4.trun_flags', {
        measured: 16,
        limit: 12,
        params: { flags: '0xf01', right: '0x301', fields: 'sample_flags' },
      }),
      ['The header says 16 bytes', 'The data has 12 bytes'],
    ],
  ] as const)('what has to be %s is told in words beside what it had to be, without a bar', async (_, found, words) => {
    await openWith([found]);
    for (const text of words) await expect.element(page.getByText(text).first()).toBeVisible();
    expect(page.getByRole('img', { name: /^(?:Measured|The header)/ }).query()).toBeNull();
  });

  test('of 200 the first ten are shown, and the others on demand; nothing is wider than a phone', async () => {
    await page.viewport(390, 844);
    const many = Array.from({ length: 200 }, (_, n) =>
      finding('obj.hash', { object: n, params: { algorithm: `H${n}` } }),
    );
    await openWith(many);
    const shown = () => document.querySelectorAll('main a[href="/checks/obj.hash"]').length;
    await expect.poll(shown).toBe(11); // the headline, and ten others
    await page.getByRole('button', { name: en.finding.more.replace('{{n}}', '189') }).click();
    await expect.poll(shown).toBe(200);
    expect(overflowing()).toEqual([]);
  });
});

describe('the strip of seconds', () => {
  test.each([1, 13, 300])('of a clip of %i s fits a phone, and arrow keys tell each second', async (length) => {
    await page.viewport(390, 844);
    await openWith([], seconds(length), APPROVED);
    await expect.element(strip()).toBeVisible();
    await page.getByText(en.pictures.numbers).click();
    await expect.poll(() => document.querySelectorAll('tbody tr').length).toBe(length);
    expect(overflowing()).toEqual([]);
    (cursor().element() as HTMLElement).focus();
    await userEvent.keyboard('{End}');
    await expect
      .element(cursor())
      .toHaveAttribute('aria-valuetext', expect.stringContaining(`${length - 1}–${length}:`));
  });

  test('has its numbers as a table, and what is conspicuous in words', async () => {
    await openWith([], seconds(13), APPROVED);
    await expect.element(page.getByRole('img', { name: /garbled: seconds 4–5/ })).toBeInTheDocument();
    await page.getByText(en.pictures.numbers).click();
    expect(page.getByRole('row').all()).toHaveLength(14);
    await expect.element(page.getByRole('row', { name: /^4 110 90 .* 15 8 garbled$/ })).toBeVisible();
  });

  test('tells the second below the pointer', async () => {
    await openWith([], seconds(10), APPROVED);
    await expect.element(strip()).toBeVisible();
    const over = cursor().element().parentElement as HTMLElement;
    await userEvent.hover(page.elementLocator(over), { position: { x: over.clientWidth * 0.45, y: 10 } });
    await expect.element(cursor()).toHaveValue('4');
    await expect.element(strip().getByText(/Second 4–5: .*damaged 8/)).toBeVisible();
  });

  test('points at the headline’s place, and at any other finding’s once it is asked for', async () => {
    const black = finding('picture.black', { severity: 'warning', measured: 20, atMs: 7000, params: { toMs: 9000 } });
    await openWith([LOST, black], seconds(13));
    await expect.element(page.getByText('Marked: TS packets lost or out of order')).toBeVisible();
    await expect.element(cursor()).toHaveValue('4');
    await page.getByRole('button', { name: en.finding.show }).nth(1).click();
    await expect.element(page.getByText('Marked: Picture is black at times')).toBeInViewport();
    await expect.element(cursor()).toHaveValue('7');
  });

  test('keeps the second that was clicked, whatever the pointer passes on its way out', async () => {
    await openWith([], seconds(10), APPROVED);
    await expect.element(cursor()).toHaveValue('4');
    const over = page.elementLocator(cursor().element().parentElement as HTMLElement);
    const at = (second: number) => ({ x: over.element().clientWidth * (second / 10 + 0.05), y: 10 });
    await userEvent.click(over, { position: at(6) });
    await userEvent.hover(over, { position: at(8) });
    await expect.element(cursor()).toHaveValue('8');
    await userEvent.hover(page.getByRole('heading', { name: en.application.strip }));
    await expect.element(cursor()).toHaveValue('6');
  });

  test('has what is garbled twice as two bands at their times, and says nothing of it per second', async () => {
    const twice = [
      second(0, { damaged: 6, traits: ['corrupt'], garbled: [[600, 1000]] }),
      second(1, { damaged: 6, traits: ['corrupt'], garbled: [[1600, 2000]] }),
    ];
    await openWith([], twice, APPROVED);
    const lane = page.getByRole('img', { name: 'garbled: seconds 0.6–1, 1.6–2' });
    await expect.element(lane).toBeVisible();
    const { left, width } = lane.element().getBoundingClientRect();
    const shares = [...lane.element().children].map((band) => {
      const box = band.getBoundingClientRect();
      return [box.left, box.right].map((x) => Math.round(((x - left) / width) * 100));
    });
    expect(shares).toEqual([
      [30, 50],
      [80, 100],
    ]);
    expect(page.getByText(en.pictures.damaged, { exact: true }).query()).toBeNull();
  });

  test('marks recommendations in their own colour, and says so only where something is marked', async () => {
    const black = finding('picture.black', { severity: 'warning', measured: 20, atMs: 7000, params: { toMs: 9000 } });
    await openWith([black], seconds(13), APPROVED);
    await expect.element(page.getByText('Marked: Picture is black at times')).toHaveClass(/warning/);
    expect(strip().element().querySelector('[class*=warningMark]')).not.toBeNull();
    expect(strip().element().querySelector('[class*=errorMark]')).toBeNull();
  });

  test('offers no place to show for what has none in it', async () => {
    await openWith([finding('enc.none'), LOST], seconds(13));
    await expect.element(strip()).toBeVisible();
    expect(page.getByRole('button', { name: en.finding.show }).all()).toHaveLength(1);
  });

  test('is left out where a clip has no seconds, as of older verdicts', async () => {
    await openWith([LOST]);
    await expect.element(copy()).toBeVisible();
    expect(strip().query()).toBeNull();
    expect(page.getByText(en.application.strip).query()).toBeNull();
  });
});

// The last one, since the language stays.
test('a ticket is in the language of the page, with the decoder’s own line as it is', async () => {
  const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  await openWith([GARBLED]);
  await page
    .getByRole('button', { name: /English/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: /中文/ }).click();
  await page.getByRole('button', { name: zhCN.ticket.copy }).click();
  await expect.element(page.getByRole('button', { name: zhCN.ticket.copied })).toBeVisible();
  const [[text] = []] = write.mock.calls;
  expect(text).toContain('解码出错');
  expect(text).toContain(GARBLED.params.log);
  write.mockRestore();
});
