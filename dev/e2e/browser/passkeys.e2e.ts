// Whoever has a passkey signs in without a password, over HTTPS and under a host name, with an authenticator of Chromium's own.
import { LANGUAGES, type Language } from '@kaitong/contract';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWeb } from '../../../scripts/build-web.ts';
import { PASSWORD } from '../../src/activation/testing/people.ts';
import { freePorts } from '../../src/activation/testing/processes.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import { launchChromium } from './chromium.ts';
import { look } from './look.ts';
import { makeOperator, openConsole, openOperator, openSignedIn, PHONE } from './people.ts';

let rig: RunningRig;
let browser: Browser;
beforeAll(async () => {
  const [{ folder }, port] = await Promise.all([buildWeb(), freePorts()]);
  const environment = {
    KAITONG_TLS: 'self',
    KAITONG_PORT: String(port),
    KAITONG_PUBLIC_URL: `https://localhost:${port}`,
  };
  rig = await startRig(environment, { pages: folder });
  browser = await launchChromium(rig.url);
  await makeOperator(browser, rig);
});
afterAll(async () => {
  await browser?.close();
  await rig?.stop();
});

const words = {
  'zh-CN': {
    ...{ add: '添加通行密钥', go: '继续', password: '当前密码', signIn: '用通行密钥登录', remove: /移除“/ },
    ...{ removeIt: '移除', privacy: '隐私说明', unknown: '这个通行密钥在这里无法登录' },
  },
  en: {
    ...{ add: 'Add a passkey', go: 'Go on', password: 'Current password', signIn: 'Sign in with a passkey' },
    ...{ remove: /Remove “/, removeIt: 'Remove', privacy: 'Privacy', unknown: 'This passkey opens nothing here' },
  },
} as const;

/** A telephone that knows its owner. */
async function giveAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', automaticPresenceSimulation: true },
      ...{ hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
    },
  });
}

/** Adds a passkey on the page of sign-in and security, `ok` being what its dialogue is sent with. */
async function add(
  page: Page,
  { url, language, ok, name }: { url: string; language: Language; ok: string; name: string },
): Promise<void> {
  const say = words[language];
  await giveAuthenticator(page);
  await page.goto(url);
  await page.getByRole('button', { name: say.add }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(say.password).fill(PASSWORD);
  await look(page, `${language}-${name}-add`);
  await dialog.getByRole('button', { name: ok }).click();
  await page.getByRole('button', { name: say.remove }).waitFor();
  await dialog.waitFor({ state: 'detached' });
}

async function signInAgain(page: Page, { url, language }: { url: string; language: Language }): Promise<void> {
  await page.context().clearCookies();
  await page.goto(url);
  await page.getByRole('button', { name: words[language].signIn }).click();
}

test.each(LANGUAGES)('an owner adds a passkey, signs in with it, and removes it, in %s', async (language) => {
  const say = words[language];
  const owner = await rig.newOwner('cn');
  const app = `${rig.url}/cn/app`;
  const page = await openSignedIn(browser, app, { login: owner.login }, { language, width: PHONE });
  await add(page, { url: `${app}/me/security`, language, ok: say.add, name: 'app-passkey' });
  await look(page, `${language}-app-passkeys`);
  await signInAgain(page, { url: `${app}/sign-in`, language });
  await page.waitForURL(({ pathname }) => !pathname.includes('sign-in'));
  await page.goto(`${app}/me/security`);
  await page.getByRole('button', { name: say.remove }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(say.password).fill(PASSWORD);
  await dialog.getByRole('button', { name: say.removeIt, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await signInAgain(page, { url: `${app}/sign-in`, language });
  await page.getByText(say.unknown).waitFor();
  await look(page, `${language}-app-passkey-unknown`);
  await page.context().close();
});

test.each(LANGUAGES)('a maker signs in to the console with a passkey, in %s', async (language) => {
  const maker = await rig.newMaker();
  const page = await openConsole(browser, rig, maker.login, language);
  await add(page, { url: `${rig.url}/security`, language, ok: words[language].go, name: 'passkey' });
  await look(page, `${language}-passkeys`);
  await signInAgain(page, { url: `${rig.url}/sign-in?next=%2Fsecurity`, language });
  await page.waitForURL(`${rig.url}/security`);
  await page.context().clearCookies();
  await page.goto(`${rig.url}/sign-in`);
  await page.getByRole('button', { name: words[language].signIn }).waitFor();
  await look(page, `${language}-sign-in-passkey`);
  await page.context().close();
});

test('those who run the platform do so too', async () => {
  const page = await openOperator(browser, rig, 'en');
  await add(page, { url: `${rig.url}/operator/security`, language: 'en', ok: words.en.go, name: 'operator-passkey' });
  await signInAgain(page, { url: `${rig.url}/sign-in`, language: 'en' });
  await page.waitForURL(`${rig.url}/operator/**`);
  await page.context().close();
});

test.each(LANGUAGES)('whoever has no account reads what would be stored of them, in %s', async (language) => {
  const context = await browser.newContext({ locale: language });
  const page = await context.newPage();
  for (const [form, privacy, name] of [
    ['/cn/app/sign-up', '/cn/app/privacy', 'app-privacy-before'],
    ['/register', '/privacy', 'privacy-before'],
  ] as const) {
    await page.goto(rig.url + form);
    await page.getByRole('link', { name: words[language].privacy }).click();
    await page.waitForURL(rig.url + privacy);
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    await look(page, `${language}-${name}`);
  }
  await context.close();
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
