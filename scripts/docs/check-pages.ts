// A page for each check, so that a finding's code leads to what it means, where it comes from and how to mend it.
import { LANGUAGES, type Language } from '@kaitong/contract';
import {
  type CheckCode,
  type CheckText,
  checkCodes,
  checkOf,
  checkTexts,
  generalText,
  limitText,
  RULES_VERSION,
} from '@kaitong/contract/checks';
import { alsoCalled } from './also-called.ts';
import { checkPage } from './codes.ts';
import { addressOf, escapeHtml, type Page } from './page.ts';

const words = {
  en: {
    severity: { error: 'Error: it fails a verification', warning: 'Warning: it does not stop the activation' },
    level: { 1: 'read from containers and bitstreams', 2: 'seen by decoding the video' },
    limit: 'Limit: ',
    expected: 'Expected: ',
    cause: 'Likely cause',
    fix: 'What to change',
    mild: 'When it is milder',
    see: 'See it for yourself',
    seeText: 'The virtual camera makes a clip that is wrong in just this way, and the judge on your desk names it:',
    others: 'Others of its kind',
    reading: 'How to read a finding',
    also: 'Also called: ',
    rules: `Rules version ${RULES_VERSION}.`,
  },
  'zh-CN': {
    severity: { error: '错误：验证不通过', warning: '警告：不影响开通' },
    level: { 1: '读取容器和码流得出', 2: '解码视频得出' },
    limit: '上限：',
    expected: '应为：',
    cause: '可能原因',
    fix: '怎么改',
    mild: '较轻的情形',
    see: '亲自看一看',
    seeText: '虚拟摄像机可以生成一段正好有这个问题的视频，本地检测会指出它：',
    others: '同类检测项',
    reading: '怎样看一条检测结果',
    also: '也叫：',
    rules: `规则版本 ${RULES_VERSION}。`,
  },
} as const satisfies Record<Language, unknown>;

const READING: Record<Language, string> = { en: 'how-to-read-a-finding', 'zh-CN': '怎样看一条检测结果' };

const familyOf = (code: CheckCode): string => code.split('.')[0] ?? '';

/** @param recordable the codes that the virtual camera can be wrong by without a platform */
export const checkPages = (recordable: ReadonlySet<string>): Page[] =>
  LANGUAGES.flatMap((language) => checkCodes.map((code) => pageOf(code, language, recordable.has(code))));

function pageOf(code: CheckCode, language: Language, isRecordable: boolean): Page {
  const { severity, level } = checkOf(code);
  const { mild, title, cause, fix }: CheckText = checkTexts[language].checks[code];
  const say = words[language];
  const limit = limitText(code, language);
  const name = generalText(title);
  const isBound = typeof checkOf(code).limit === 'number';
  const also = alsoCalled[language][code] ?? [];
  const parts = [
    `<h1 id="${code}"><code>${code}</code> ${escapeHtml(name)}</h1>`,
    `<p class="lead"><strong class="${severity}">${say.severity[severity]}</strong> · ${say.level[level]} · ${say.rules}</p>`,
    limit === null ? '' : `<p>${isBound ? say.limit : say.expected}<strong>${escapeHtml(limit)}</strong></p>`,
    also.length === 0 ? '' : `<p>${say.also}${escapeHtml(also.join(language === 'en' ? ', ' : '、'))}</p>`,
    section('cause', say.cause, paragraph(generalText(cause))),
    section('fix', say.fix, paragraph(generalText(fix))),
    mild ? section('milder', say.mild, milder(mild)) : '',
    isRecordable ? section('see', say.see, paragraph(say.seeText) + commands(code)) : '',
    section('others', say.others, others(code, language)),
    `<p><a href="${addressOf(language, 'verification')}#${READING[language]}">${say.reading}</a></p>`,
  ];
  const headings = [
    { depth: 2, text: say.cause, anchor: 'cause' },
    { depth: 2, text: say.fix, anchor: 'fix' },
  ];
  const html = parts.filter((part) => part !== '').join('\n');
  const found = [...also, generalText(cause), generalText(fix)].join(' ');
  return { language, name: checkPage(code), title: `${code} ${name}`, entry: 'checks', html, headings, found };
}

const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;

const section = (anchor: string, heading: string, html: string): string =>
  `<h2 id="${anchor}">${heading}</h2>\n${html}`;

const milder = ({ title, cause, fix }: NonNullable<CheckText['mild']>): string =>
  [title, cause, fix].flatMap((text) => (text === undefined ? [] : [paragraph(generalText(text))])).join('\n');

const commands = (code: CheckCode): string =>
  `<pre tabindex="0"><code>npx kaitong-camera record --fault ${code} --out clip\nnpx kaitong check clip</code></pre>`;

function others(code: CheckCode, language: Language): string {
  const items = checkCodes
    .filter((one) => familyOf(one) === familyOf(code) && one !== code)
    .map((one) => {
      const title = generalText(checkTexts[language].checks[one].title);
      return `<li><a href="${addressOf(language, checkPage(one))}"><code>${one}</code></a> ${escapeHtml(title)}</li>`;
    });
  const all = { en: 'All checks', 'zh-CN': '全部检测项' }[language];
  return `<ul>${items.join('')}<li><a href="${addressOf(language, 'checks')}">${all}</a></li></ul>`;
}
