/** What frames and the pages before the sign-in say of pages that come later: in menus, and of signing in. */
export const framed = {
  audit: {
    title: '审计日志',
  },
  security: {
    title: '登录与安全',
  },
  passkeys: {
    signIn: '用通行密钥登录',
  },
  factor: {
    code: '验证码',
    codeHint: '验证器 App 显示的 6 位数字；手机不在身边时填一个恢复码。',
  },
} as const;
