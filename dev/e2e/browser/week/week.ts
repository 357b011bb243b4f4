import { fetchSend } from '@kaitong/client';
import { type Client, control, createClient, type Language, Pid } from '@kaitong/contract';
import { pairDevice } from '@kaitong/device';
import { startVirtualCamera, type VirtualCamera } from '@kaitong/device/virtual';
import { type PushService, startPushService } from '@kaitong/server/testing';
import type { Browser, Page } from 'playwright-core';
import { eventually } from '../../../src/activation/testing/eventually.ts';
import { type MovableDemo, startMovableDemo } from '../../movable-demo.ts';
import { launchChromium } from '../chromium.ts';
import { look, shoot } from '../look.ts';
import { openPhone, type Phone } from './phone.ts';
import { type Words, wordsOf } from './words.ts';

/** Where an owner lives: what they pay in differs. */
const REGION = { 'zh-CN': 'cn', en: 'eu' } as const;

export type Week = Words & {
  language: Language;
  demo: MovableDemo;
  maker: Client<typeof control>;
  /** Of the product whose units can have cloud storage. */
  pid: Pid;
  service: PushService;
  phone: Phone;
  /** Of somebody else who lives there. */
  browser: Browser;
  /** Where the app is, without a slash at its end. */
  app: string;
  /** A picture of the screen, numbered in the order of the week; nothing wider than it, nothing axe calls serious. */
  shot(page: Page, name: string): Promise<void>;
  /** The same of what is in view just now, where a look at all of it would move what a finger points at. */
  glance(page: Page, name: string): Promise<void>;
  /** A new unit of the product scans what the app shows. */
  pair(text: string): Promise<VirtualCamera>;
  [Symbol.asyncDispose](): Promise<void>;
};

export async function beginWeek(language: Language): Promise<Week> {
  const [service, browser] = await Promise.all([startPushService(), launchChromium()]);
  const demo = await startMovableDemo({ KAITONG_PRIVATE_RECEIVERS: '127.0.0.1' });
  const { url, key } = demo.api;
  const maker = createClient(control, fetchSend(url, { headers: { authorization: `Bearer ${key}` } }));
  const pid = Pid.parse(demo.device('already-activated').pid);
  const { licences } = await maker.issueLicences({ params: { pid }, body: { count: 1 } });
  const app = `${demo.console.url}/${REGION[language]}/app`;
  const phone = await openPhone(app, service.subscribe(), language);
  let pictures = 0;
  const numbered = (name: string) => `week-${language}-${String(++pictures).padStart(2, '0')}-${name}`;
  let camera: VirtualCamera | undefined;
  return {
    ...{ ...wordsOf(language), language, demo, maker, pid, service, phone, browser, app },
    shot: (page, name) => look(page, numbered(name), [390]),
    glance: (page, name) => shoot(page, numbered(name)),
    async pair(pairingText) {
      const [licence] = licences;
      if (!licence) throw new Error('no licence was issued');
      const firmware = '2.0.4';
      const credentials = await eventually(async () => {
        const paired = await pairDevice({ pairingText, ...licence, firmware, features: {} });
        if (!paired.ok) throw new Error(paired.problem.code); // the licence is on its way to the region
        return paired.value;
      });
      const clip = { preRecordMs: 1000, postRecordMs: 14_000 };
      camera = await startVirtualCamera({ container: 'ts', codec: 'h264', clip, credentials, firmware });
      return camera;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([phone[Symbol.asyncDispose](), browser.close(), camera?.close()]);
      await demo[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
    },
  };
}
