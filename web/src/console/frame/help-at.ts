import type { Language } from '@kaitong/contract';

type Place = { en: string; 'zh-CN': string };

const both = (page: string): Place => ({ en: page, 'zh-CN': page });
const ofMakers = (en: string, zh: string): Place => ({ en: `maker#${en}`, 'zh-CN': `maker#${zh}` });

/** For whoever has no hardware yet. */
export const NO_CAMERA = ofMakers('no-camera-at-hand', '手边没有摄像机');

/** What stands first in an address has its help here; what is more exact comes before it. */
const PLACES: readonly (readonly [address: RegExp, Place])[] = [
  [/^\/my\/services\/video-cloud-storage\/items/, ofMakers('sell', '销售')],
  [/^\/(services|my|market)\b/, ofMakers('six-steps', '六步开通')],
  [/^\/applications\b/, ofMakers('when-it-is-not-activated', '没有开通成功时')],
  [/^\/checks\b/, both('checks')],
  [/^\/conformance\b/, both('conformance')],
  [/^\/(billing|contracts|payout-channel|prepaid)\b/, ofMakers('get-paid', '收款')],
  [/^\/coupons\b/, ofMakers('sell', '销售')],
  [/^\/products\/[^/]+\/firmware\b/, ofMakers('release-firmware', '发布固件')],
  [/^\/products\b/, { en: 'faq#licences-and-pairing', 'zh-CN': 'faq#授权码与配网' }],
  [/^\/devices\b/, { en: 'firmware#against-a-server', 'zh-CN': 'firmware#连上服务器验证' }],
  [/^\/testers\b/, ofMakers('see-the-picture-while-you-verify', '验证时看到画面')],
  [/^\/(keys|terminal)\b/, ofMakers('by-program', '用程序调用')],
  [/^\/(webhooks|notices)\b/, both('webhooks')],
  [/^\/(team|company|audit|security)\b/, ofMakers('work-as-a-team', '团队协作')],
];

/** Where the documentation goes on from a page of the console, behind the language in its address. */
export const helpAt = (path: string, language: Language): string =>
  (PLACES.find(([address]) => address.test(path))?.[1] ?? both('maker'))[language];

/** Every place that help leads to, for whoever looks whether it is there. */
export const helpPlaces = (language: Language): string[] => [
  ...PLACES.map(([, place]) => place[language]),
  NO_CAMERA[language],
];
