// An owner's first weeks with a camera, on a phone: from its pairing to its removal, with all that there is to see on the way.
import { LANGUAGES } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { canNotify } from './chromium.ts';
import { pair, takeTrial } from './week/arrive.ts';
import { buyWithCoupon, expire, renew, takeBack } from './week/buy.ts';
import { inviteAndWatch } from './week/household.ts';
import { removeWithExport } from './week/leave.ts';
import { askToRing, cutAndShare, ring, scrub, watchWhileItRecords, wave } from './week/watch.ts';
import { beginWeek } from './week/week.ts';

test.skipIf(!canNotify).each(LANGUAGES)(
  'a camera is paired, tried, watched, shared, paid for, taken back, renewed and removed, in %s',
  async (language) => {
    await using week = await beginWeek(language);
    const page = await week.phone.open('/');
    const home = await pair(week, page);
    await takeTrial(week, page);
    await askToRing(week);
    await page.close();

    const recording = await wave(home);
    const rung = await ring(week, home.deviceId);
    const watching = await watchWhileItRecords(week, rung);
    await recording.finished;
    await scrub(week, watching, rung);
    await cutAndShare(week, watching, rung);
    await inviteAndWatch(week, watching, home);

    await buyWithCoupon(week, watching, home);
    await takeBack(week, watching);
    await expire(week, watching, home);
    await renew(week, watching);
    await removeWithExport(week, watching, home);
    expect(week.service.waiting().map(({ text }) => text)).toEqual([]);
  },
);
