import { operator } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { type Handlers, NO_NETWORK, Refused } from '../../testing/fake-server.ts';
import { overflowing } from '../../testing/lists.ts';
import { sample } from '../../testing/sample.ts';
import { type calls, openOperator } from '../testing/open.tsx';
import { en } from '../texts/en.ts';
import { zhCN } from '../texts/zh-CN.ts';

const [maker] = sample(operator.listMakers.reply).items;
if (!maker) throw new Error('a sample holds one item');
const MAKER = { ...maker, name: 'Yunyan', login: 'lin@yunyan.example' };
const LINK = { url: `https://kaitong.example/reset#token=kr_${'k'.repeat(43)}`, expiresAt: '2026-11-28T09:00:00.000Z' };
const standing = (on: boolean) => () => ({ on, since: on ? '2026-11-01T09:00:00.000Z' : null, recoveryCodes: 8 });
const of = (text: string, name = MAKER.name): string => text.replace('{{name}}', name);

async function open(handlers: Handlers<typeof calls> = {}) {
  const opened = await openOperator('/makers', {
    listMakers: () => ({ items: [MAKER], next: null }),
    getSecondFactor: standing(true),
    ...handlers,
  });
  await expect.element(opener()).toBeVisible();
  return opened;
}

const opener = (text: string = en.resetLink.makeFor) => page.getByRole('button', { name: of(text), exact: true });
const box = () => page.getByRole('dialog');
const press = (name: string) => box().getByRole('button', { name, exact: true }).click();
async function prove(password: string, code: string): Promise<void> {
  await box().getByLabelText(en.proof.password).fill(password);
  await box().getByLabelText(en.proof.code).fill(code);
}

test('what can be done for a maker stands within the table', async () => {
  await open();
  const right = (element: Element | null | undefined) => element?.getBoundingClientRect().right ?? 0;
  const { parentElement: panel } = page.getByRole('table').element();
  for (const text of [en.resetLink.makeFor, en.removeFactor.of])
    expect(right(opener(text).element())).toBeLessThanOrEqual(right(panel));
});

test('a link asks for password and code, is shown once, and whoever made it is back where they were', async () => {
  const { server } = await open({ createResetLink: () => LINK });
  await opener().click();
  await press(en.resetLink.make);
  for (const field of [en.proof.password, en.proof.code])
    await expect.element(box().getByText(en.session.required.replace('{{field}}', field))).toBeVisible();
  expect(server.calls('createResetLink')).toEqual([]);
  await prove('my own password', '123 456');
  await userEvent.keyboard('{Enter}');
  await expect.element(box().getByText(of(en.resetLink.forName))).toBeVisible();
  await expect.element(box().getByText(LINK.url)).toBeVisible();
  const [asked] = server.calls('createResetLink');
  expect(asked?.body).toEqual({ login: MAKER.login, password: 'my own password', code: '123 456' });
  await box().getByRole('button', { name: en.common.close }).last().click();
  await expect.element(box()).not.toBeInTheDocument();
  await expect.element(opener()).toHaveFocus();
});

test('whoever closes it has asked for nothing, and what was typed is not kept', async () => {
  const { server } = await open();
  await opener().click();
  await prove('my own password', '123456');
  await userEvent.keyboard('{Escape}');
  await expect.element(box()).not.toBeInTheDocument();
  await opener().click();
  await expect.element(box().getByLabelText(en.proof.password)).toHaveValue('');
  expect(server.calls('createResetLink')).toEqual([]);
});

test('a wrong code is told, and the next one is tried with the password that stands there', async () => {
  const { server } = await open({ removeSecondFactorOf: () => new Refused('second_factor_wrong') });
  await opener(en.removeFactor.of).click();
  await prove('my own password', '111111');
  await press(en.removeFactor.act);
  await expect.element(box().getByText(/second_factor_wrong/)).toBeVisible();
  server.answer({ removeSecondFactorOf: () => ({}) });
  await box().getByLabelText(en.proof.code).fill('222222');
  await press(en.removeFactor.act);
  await expect.element(page.getByText(en.removeFactor.done)).toBeVisible();
  await expect.element(box()).not.toBeInTheDocument();
  const bodies = server.calls('removeSecondFactorOf').map(({ body }) => body);
  const { login } = MAKER;
  expect(bodies).toEqual(['111111', '222222'].map((code) => ({ login, password: 'my own password', code })));
  const [wrong, right] = server.keys('removeSecondFactorOf');
  expect(right).not.toBe(wrong);
});

test('an answer that was lost is asked for again under the same key', async () => {
  const { server } = await open({ removeSecondFactorOf: () => NO_NETWORK });
  await opener(en.removeFactor.of).click();
  await prove('my own password', '123456');
  await press(en.removeFactor.act);
  await expect.element(box().getByText(/server_unreachable/)).toBeVisible();
  server.answer({ removeSecondFactorOf: () => ({}) });
  await press(en.removeFactor.act);
  await expect.element(page.getByText(en.removeFactor.done)).toBeVisible();
  const [lost, again] = server.keys('removeSecondFactorOf');
  expect(again).toBe(lost);
});

test('where it is not known whether there is a second factor a code can be given, and need not be', async () => {
  const { server } = await open({
    getSecondFactor: () => new Refused('internal_error'),
    createResetLink: () => new Refused('second_factor_needed'),
  });
  await opener().click();
  await box().getByLabelText(en.proof.password).fill('my own password');
  const code = box().getByLabelText(en.factor.codeIfOn.replace('{{code}}', en.proof.code));
  await expect.element(code).toBeVisible();
  await press(en.resetLink.make);
  await expect.element(box().getByText(/second_factor_needed/)).toBeVisible();
  server.answer({ createResetLink: () => LINK });
  await code.fill('123456');
  await press(en.resetLink.make);
  await expect.element(box().getByText(LINK.url)).toBeVisible();
});

test('both are read in Chinese, and nothing of them sticks out of a phone', async () => {
  await open({ createResetLink: () => LINK });
  await page.getByRole('button', { name: /English/ }).click();
  await page.getByRole('menuitem', { name: /中文/ }).click();
  await page.viewport(390, 844);
  await opener(zhCN.removeFactor.of).click();
  await expect.element(box().getByText(zhCN.removeFactor.passwordAlone)).toBeVisible();
  await expect.poll(overflowing).toEqual([]);
  await press(zhCN.common.cancel);
  await opener(zhCN.resetLink.makeFor).click();
  await box().getByLabelText(zhCN.proof.password).fill('my own password');
  await box().getByLabelText(zhCN.proof.code).fill('123456');
  await press(zhCN.resetLink.make);
  await expect.element(box().getByText(of(zhCN.resetLink.forName))).toBeVisible();
  await expect.poll(overflowing).toEqual([]);
});
