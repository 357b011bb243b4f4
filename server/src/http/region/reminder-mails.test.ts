import { days, milliseconds } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Mail } from '../../mail/open-mailer.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { openPhone, type Phone, signUp } from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';
import { becomes, CATALOGUE, EVENT7, newDevice, payAt, requestId } from '../testing/shop.ts';

let server: TestDatabase;
let region: TestRegion;
const sent: Mail[] = [];
let wake = (): void => {};
beforeAll(async () => {
  server = await startTestDatabase();
  const mailer = {
    async send(mail: Mail) {
      sent.push(mail);
      wake();
    },
  };
  region = await openTestRegion(server, { runs: true, mailer });
  await region.plane.publishCatalogue({ body: CATALOGUE });
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

/** Once so many were sent. */
async function mails(n: number): Promise<Mail[]> {
  while (sent.length < n)
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  return sent;
}

async function buy(phone: Phone, name: string): Promise<string> {
  const { deviceId } = await newDevice(region, phone);
  await phone.updateDevice({ params: { deviceId }, body: { name } });
  const body = { requestId: requestId(), deviceId, purchase: { planId: EVENT7 } };
  const made = await phone.createOrder({ body });
  await payAt(made.checkoutUrl);
  await becomes(region, phone, made.orderId, 'paid');
  return String((await phone.getSubscription({ params: { deviceId } })).until);
}

test('who signs in by e-mail is written to in time, in both languages; a phone number has no mailbox', async () => {
  const byPhone = openPhone(region);
  await byPhone.signUp({ body: { login: '+86 138 0013 8000', password: 'ten letters', name: 'zhang' } });
  await buy(byPhone, 'garden');
  const until = await buy(await signUp(region, 'wang'), 'hall; Bcc: <x@example.com>');
  await region.clock.advance(milliseconds(Date.parse(until) - region.clock.now().getTime() - days(6.9)));
  const [mail] = await mails(1);
  expect(mail).toMatchObject({ to: 'wang@example.com', subject: expect.stringContaining('快到期了') });
  expect(mail?.subject).toContain('“hall  Bcc   x example.com ” is about to end');
  expect(mail?.text).toContain(`${until.slice(0, 16).replace('T', ' ')} (UTC)`);
  expect(mail?.text).toContain(`${region.context.publicUrl}/app/devices/`);
  await region.clock.advance(days(7));
  const all = await mails(2);
  expect(all.map(({ to }) => to)).toEqual(Array(2).fill('wang@example.com'));
  expect(all.at(-1)?.subject).toContain('has expired');
});
