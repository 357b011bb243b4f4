import type { ProblemTexts } from './fill-text.ts';

/** Of webhooks, of terminals that sign in, of findings that are passed on, and of certificates that anybody may read. */
export const told = {
  findings_share_ended: {
    title: '此链接已失效',
    remedy: '链接已到期，或已被发送方停用，也可能没有复制完整。请联系发给您链接的人，请对方重新生成。',
  },
  certificate_unknown: {
    title: '没有证书使用此链接',
    remedy: '请与您收到的链接逐字核对。如果您手里有证书文件，链接里的那一串就是该文件的 SHA-256。',
  },
  company_unnamed: {
    title: '公司名称目前是邮箱或手机号',
    remedy: '公开后任何人都能看到它。请账号管理员先在“公司资料”中填写公司名称，再公开产品。',
  },
  certificate_not_counting: {
    title: '产品目前没有有效的证书',
    remedy: '证书已吊销，或开通时未签发证书。请用样机重新验证，新证书会放进送检包。',
  },
  nothing_to_waive: {
    title: '产品没有这条建议项，扩展测试中也没有这一项未通过',
    remedy: '只能豁免证书里的建议项，或最新一次扩展测试中未通过的项目。请刷新后再看，可能已经修好。',
  },
  waiver_in_force: {
    title: '已豁免至 {until}',
    remedy: '如需改原因或期限，请先结束现有的豁免。',
  },
  sbom_refused: {
    title: '该文件不是可附带的 SBOM',
    remedy:
      '请提供 UTF-8 编码的 JSON：CycloneDX 1.x，或 SPDX 2.x、3.x。不接受 XML、tag-value 和压缩包；多数工具都能导出 JSON。',
  },
  sbom_too_large: {
    title: 'SBOM 超过 {limit} MiB',
    remedy: '请去掉不在固件里的内容，例如源码和测试工具；也可以不放进送检包，另行提交。',
  },
  nothing_to_share: {
    title: '这次申请没有可分享的检测结果',
    remedy: '设备未通过校验，没有开始验证。请先解决页面上给出的原因，再次提交。',
  },
  terminal_pending: {
    title: '还没有人确认此代码',
    remedy: '请打开地址并在页面上确认，{seconds} 秒后再查询。',
  },
  terminal_slow_down: {
    title: '终端查询过于频繁',
    remedy: '请每隔 {seconds} 秒查询一次。',
  },
  terminal_denied: {
    title: '控制台已拒绝此次登录',
    remedy: '如果是您本人发起的，请重新运行 kaitong login。',
  },
  terminal_code_invalid: {
    title: '代码不存在、已使用或已过期',
    remedy: '代码十分钟内有效，只能用一次。请重新运行 kaitong login。',
  },
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
  push_address_refused: {
    title: '无法向此浏览器发送提醒',
    remedy: '浏览器的推送服务地址不在公网上，或密钥无效。请在此浏览器中关闭提醒后重新开启，或换一个浏览器。',
  },
} satisfies Partial<ProblemTexts>;
