import { expect, test } from 'vitest';
import { leaves, placeholders } from '../../i18n/testing/leaves.ts';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

test('both languages name the same values in every text', () => {
  expect(placeholders(en)).toEqual(placeholders(zhCN));
});

test('makers are addressed formally, and nobody is shouted at', () => {
  for (const [key, text] of leaves(zhCN)) {
    expect([key, text.includes('你') && key !== 'frame.greeting']).toEqual([key, false]);
    expect([key, /[!！]/.test(text)]).toEqual([key, false]);
  }
  for (const [key, text] of leaves(en)) expect([key, text.includes('!')]).toEqual([key, false]);
});

test('the original’s words stand where the original has them', () => {
  expect(zhCN.wave.now).toBe('请立即在已联网的摄像头前挥手几次，这将触发系统自动验证您的设备是否支持开通云存储服务。');
  expect(zhCN.wizard.checking).toBe('设备id校验中，请稍等...');
  expect(zhCN.remark.approved).toBe('属于“{{name}}”({{pid}})，建议使用的固件版本不低于 {{firmware}}');
  expect(zhCN.done.text).toBe('恭喜您，已为“{{name}} PID: {{pid}}”开通云存储服务');
});
