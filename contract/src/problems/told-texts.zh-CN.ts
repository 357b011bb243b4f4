import type { ProblemTexts } from './texts.ts';

/** Of webhooks, and of terminals that sign in. */
export const told = {
  webhook_url_refused: {
    title: '无法向此地址推送',
    remedy:
      '请填写以 https:// 开头的公网地址。内网地址（以及内网的 http://）需由平台运营方通过 KAITONG_PRIVATE_RECEIVERS 放行。',
  },
  webhooks_full: {
    title: '本账号已有 {limit} 个 Webhook',
    remedy: '请删除不再使用的，或由一个接收端转发事件。',
  },
  webhook_disabled: {
    title: 'Webhook 已停用',
    remedy: '请先修复接收端并启用该 Webhook，然后重新发送。',
  },
} satisfies Partial<ProblemTexts>;
