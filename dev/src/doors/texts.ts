import type { Language } from '@kaitong/contract';
import type { demoRegions } from '../demo/cast.ts';

type Door = { title: string; text: string };
type Texts = {
  title: string;
  intro: string;
  stage: Door & { enter: string };
  maker: Door & { enter: string; next: string };
  owner: Door & { enter: Record<(typeof demoRegions)[number], string> };
  room: Door & { enter: string };
  api: Door & { enter: string; key: string; call: string; all: string };
  noLink: string;
  newTab: string;
  docs: string;
};

export const texts: Record<Language, Texts> = {
  'zh-CN': {
    title: '从这里开始',
    intro:
      '开通正在这台电脑上运行，演示数据已备好。从哪个入口进都可以，不用输入密码：每次点击生成一个登录链接，只能在这台电脑上用一次，十分钟内有效。',
    stage: {
      title: '同屏演示',
      text: '样机室、控制台和手机并排，边做边计时：两幕演完从开通到修复的全过程。',
      enter: '打开同屏演示',
    },
    maker: {
      title: '厂商',
      text: '拿一台样机，为整个产品开通视频云存储。',
      enter: '以演示厂商身份进入控制台',
      next: '进入后点“视频云存储”卡片上的“管理”，再点“新增产品”，然后到虚拟样机室挥手。',
    },
    owner: {
      title: '用户',
      text: '在 App 里看摄像机，购买云存储，回看录像。',
      enter: {
        cn: '以用户身份进入中国区 App',
        eu: '以用户身份进入欧洲区 App',
        us: '以用户身份进入美国区 App',
      },
    },
    room: {
      title: '虚拟样机室',
      text: '七台虚拟摄像机，有好有坏。验证时在这里挥手。',
      enter: '打开虚拟样机室',
    },
    api: {
      title: 'API',
      text: '控制台能做的，程序也能做。',
      enter: '显示演示厂商的 API 密钥',
      key: '密钥等同于密码，请只放在环境变量里：',
      call: '在终端里试一试：',
      all: '全部接口（OpenAPI）',
    },
    noLink: '这个演示账号已不存在。重新运行 npm start 会再建一个。',
    newTab: '按钮会打开新标签页。',
    docs: '文档：指南、协议、接口与常见问题',
  },
  en: {
    title: 'Start here',
    intro:
      'Kaitong runs on this computer, with everything set up to try it. Each door lets you in without a password: a click makes a sign-in link that works once, on this computer, within ten minutes.',
    stage: {
      title: 'On one stage',
      text: 'Room, console and phone side by side, against the clock: one camera that passes, one that is mended.',
      enter: 'Open the stage',
    },
    maker: {
      title: 'Maker',
      text: 'Open video cloud storage for a product with one sample camera.',
      enter: 'Enter the console as the demo maker',
      next: 'There: Manage on the card Video cloud storage, then Add product; then wave in the virtual room.',
    },
    owner: {
      title: 'Owner',
      text: 'See cameras in the app, buy cloud storage, watch what was recorded.',
      enter: {
        cn: 'Enter the app of China as an owner',
        eu: 'Enter the app of Europe as an owner',
        us: 'Enter the app of the US as an owner',
      },
    },
    room: {
      title: 'Virtual room',
      text: 'Seven virtual cameras, good and broken ones. Wave here while a product is verified.',
      enter: 'Open the virtual room',
    },
    api: {
      title: 'API',
      text: 'Whatever the console does, a program can do.',
      enter: 'Show the demo maker’s API key',
      key: 'A key is as good as a password. Keep it in the environment:',
      call: 'Try it in a terminal:',
      all: 'All operations (OpenAPI)',
    },
    noLink: 'This demo account is gone. Run npm start again to have another one.',
    newTab: 'Buttons open a new tab.',
    docs: 'Documentation: guides, protocol, API, questions and answers',
  },
};
