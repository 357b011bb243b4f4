import type { Language } from '../languages.ts';

type Texts = {
  title: string;
  facts: Record<'product' | 'device' | 'firmware' | 'region' | 'begun' | 'ended', string>;
  tried: string;
  evidence: string;
  stopped: string;
  unknown: string;
  about: string;
  clip: (event: number) => string;
  pictures: (seconds: number) => string;
};

export const conformanceTexts: Record<Language, Texts> = {
  'zh-CN': {
    title: '扩展测试报告',
    facts: { product: '产品', device: '设备 ID', firmware: '固件', region: '区域', begun: '开始', ended: '结束' },
    tried: '测试内容',
    evidence: '证据',
    stopped: '测试提前结束',
    unknown: '未上报',
    clip: (event) => `第 ${event} 个事件的画面`,
    pictures: (seconds) => `${seconds} 秒，每格一秒，越高越亮`,
    about: '由 Kaitong 生成。“未测试”表示条件不具备，不代表通过。',
  },
  en: {
    title: 'Extended test report',
    facts: {
      product: 'Product',
      device: 'Device ID',
      firmware: 'Firmware',
      region: 'Region',
      begun: 'Begun',
      ended: 'Ended',
    },
    tried: 'What was tried',
    evidence: 'Evidence',
    stopped: 'The test ended early',
    unknown: 'not reported',
    clip: (event) => `What event ${event} shows`,
    pictures: (seconds) => `${seconds} s, one bar a second: the higher, the brighter`,
    about: 'Made by Kaitong. “Skipped” means that it could not be tried, and is no pass.',
  },
};

export const clipTitle = (event: number, language: Language): string => conformanceTexts[language].clip(event);
