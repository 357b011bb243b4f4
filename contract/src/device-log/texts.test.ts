import { expect, test } from 'vitest';
import { deviceLogText } from './texts.ts';

test('a line of the log says what happened, with which call, and why, in both languages', () => {
  const refused = { code: 'call_refused', name: 'commitObject', reason: 'event_unknown' } as const;
  expect(deviceLogText(refused, 'en')).toMatch(/^Call refused: commitObject, .*event/);
  expect(deviceLogText(refused, 'zh-CN')).toMatch(/^拒绝接口调用：commitObject，/);
  const ended = { code: 'disconnected', name: '', reason: 'replaced' } as const;
  expect(deviceLogText(ended, 'zh-CN')).toBe('连接断开：被新的连接顶替');
  expect(deviceLogText({ code: 'connected', name: '', reason: '' }, 'en')).toBe('Connected');
});
