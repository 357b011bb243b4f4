// docs/guide/conformance*.md: the extended test as pages for people, from its catalogue, in each language.
// Usage: node scripts/guide-conformance.ts, after an item or its texts have changed; a test fails until then.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { CONFORMANCE_ITEMS, ITEM_REASONS, itemReasonText, itemText, type Language } from '@kaitong/contract';
import { root } from './command.ts';

type Words = {
  file: string;
  other: string;
  heading: string;
  intro: readonly string[];
  items: string;
  reasons: string;
  itemColumns: readonly string[];
  reasonColumns: readonly string[];
};

const command = `\`\`\`sh
npx kaitong conformance DEVICE_ID --html report.html --junit report.xml
npx kaitong conformance DEVICE_ID --items uplink-lost,token-expired --json
npx kaitong-camera run --fault conformance.uplink-lost     # a camera that fails one item, to see what it looks like
\`\`\``;

const words: Record<Language, Words> = {
  en: {
    file: 'conformance.md',
    other: '[中文](conformance.zh-CN.md)',
    heading: 'Extended test',
    intro: [
      'A verification shows that a camera uploads. The extended test shows how it behaves when something goes wrong: run it before each firmware release. It is started on the page of an activated product in the console, or by `kaitong conformance`, on a camera whose owner is linked to the account as a tester and has not paid for cloud storage on it.',
      'The platform grants the camera recording exactly as a subscription does, so nothing in the firmware has to know of the test. Then it does to this one camera what the item says: it cuts its connections, answers 503, refuses its token, tells it a wrong time, shows it a wrong certificate, does not let it in. Items are tried one after the other, about eight minutes for all. Footage is deleted with each verdict, reaches no owner, and never counts for an activation. Settings are put back at the end, also of a test that is cancelled or fails.',
      'A camera that says `simulate` in its features takes motion that it is told of as its sensor’s own, so that the test runs without anybody, in a firmware’s CI too. For all others the page and the command say when somebody has to move.',
      '**What is not tried.** The limit of an event is lowered to six seconds by the grant, so what is tested is that the camera obeys `maxEventMs`, not five minutes of recording. During an interruption calls and uploads of the event are cut or refused and the MQTT line is closed once; getting a token works all the time, and so does connecting again except in the item about that; a real loss of power is not tried, only how the camera comes back when many do. Of two units with one secret the second has to be switched on while it is watched. Wrong certificates are offered for one upload and, in an item of its own, for the MQTT line, not for calls, and only where cameras can reach ports for them: without one the item is skipped with its reason. It passes when the camera came to a server and sent none of them a request; that a connection came is seen, whose it was is not. What cannot be tried is skipped, never passed.',
      'Exit codes of the command: 0 everything that was tried passed, with warnings or without; 1 something failed; 2 refused, or nothing could be tried; 3 cancelled; 4 outage, also where one kept an item from being tried.',
    ],
    items: 'Items',
    reasons: 'Reasons',
    itemColumns: ['item', 'name', 'what is done, and what a good camera does'],
    reasonColumns: ['reason', 'what happened', 'what to do'],
  },
  'zh-CN': {
    file: 'conformance.zh-CN.md',
    other: '[English](conformance.md)',
    heading: '扩展测试',
    intro: [
      '验证说明摄像机能上传，扩展测试说明出问题时它的表现，建议每次固件发布前运行。在控制台已开通产品的页面上开始，或使用 `kaitong conformance`；设备主人的 App 账号需已关联为测试账号，且该设备未购买云存储。',
      '平台像正式订购一样向摄像机下发录像授权，固件不需要知道自己在被测试。随后只对这一台摄像机制造各项目所说的情况：断开连接、返回 503、拒绝令牌、告知错误的时间、出示错误的证书、暂不让它连接。各项目依次进行，全部约需 8 分钟。视频在每项得出结论后立即删除，不会到达用户，也不能用于开通。测试结束（包括取消或失败）后恢复设备的设置。',
      '在 features 中声明了 `simulate` 的摄像机，会把指令告知的移动当作传感器检测到的移动，因此测试无需人工，也可以放进固件的 CI。其他摄像机需要有人按页面或命令行的提示活动。',
      '**没有测试什么。** 授权把单个事件的上限降为 6 秒，因此测试的是摄像机是否遵守 `maxEventMs`，而不是真的录 5 分钟。中断期间，该事件的请求和上传会被断开或拒绝，MQTT 断开一次；换取令牌始终可用，除重连一项外重新连接也始终可用；没有测试真正断电，只测试许多摄像机同时恢复时它如何重连。两台设备共用一个密钥时，观察期间另一台须已通电。错误的证书只用于一次上传，以及单独一项中的 MQTT 连接，不用于接口请求，而且需要一个摄像机能访问的端口；没有时，该项会注明原因并跳过。摄像机到过该服务器而没有发送请求才算通过；平台能看到有连接到达，但无法区分是哪台摄像机的连接。无法测试的项目一律为“未测试”，不算通过。',
      '命令的退出码：0 测试过的项目全部通过（可有警告）；1 有项目不通过；2 被拒绝，或没有可测试的项目；3 已取消；4 服务不可用，包括因服务中断而未能测试某一项。',
    ],
    items: '项目',
    reasons: '原因',
    itemColumns: ['项目', '名称', '做什么，合格的摄像机应怎样'],
    reasonColumns: ['原因', '发生了什么', '怎么办'],
  },
};

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

const table = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(columns), row(columns.map(() => '---')), ...rows.map(row)].join('\n');

/** Values that only a test could fill in stand as `…`. */
const open = (text: string): string => text.replace(/\{\w+\}/g, '…');

function pageOf(language: Language): string {
  const { other, heading, intro, items, reasons, itemColumns, reasonColumns } = words[language];
  const tried = CONFORMANCE_ITEMS.map((name) => {
    const { title, about } = itemText(name, language);
    return [`\`${name}\``, title, about];
  });
  const why = ITEM_REASONS.map((code) => {
    const { title, remedy } = itemReasonText({ code, params: {} }, language);
    return [`\`${code}\``, open(title), open(remedy) || '–'];
  });
  const note = '<!-- Generated from contract/src/conformance by scripts/guide-conformance.ts. Do not edit. -->';
  return [
    note,
    `# ${heading}`,
    `${intro[0]} ${other}`,
    command,
    ...intro.slice(1),
    `## ${items}`,
    table(itemColumns, tried),
    `## ${reasons}`,
    `${table(reasonColumns, why)}\n`,
  ].join('\n\n');
}

/** Each page's file and what belongs in it. */
export const conformancePages = (): { file: string; text: string }[] =>
  (Object.keys(words) as Language[]).map((language) => ({
    file: path.join(root, 'docs/guide', words[language].file),
    text: pageOf(language),
  }));

if (import.meta.main) for (const { file, text } of conformancePages()) writeFileSync(file, text);
