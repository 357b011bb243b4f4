import type { ProblemTexts } from './fill-text.ts';

/** Of signing in, and of what one signs in with. */
export const signIn = {
  not_signed_in: { title: '请先登录', remedy: '登录状态已过期或未登录。' },
  api_key_invalid: {
    title: 'API 密钥无效',
    remedy: '密钥不完整、已过期或已被吊销。请检查 KAITONG_API_KEY 是否复制完整，或在控制台的“API 密钥”中新建。',
  },
  sign_in_failed: { title: '账号或密码不正确', remedy: '请检查后重试；忘记密码请在登录页点“忘记密码”。' },
  second_factor_needed: { title: '还需要验证码', remedy: '请输入验证器 App 中的 6 位验证码，或一个恢复码。' },
  second_factor_wrong: { title: '验证码不正确', remedy: '每个验证码只能用一次，请等下一个再试，并确认手机时间准确。' },
  second_factor_on: { title: '两步验证已开启', remedy: '要换手机，请先关闭，再重新开启。' },
  own_account: {
    title: '这是您自己的账号',
    remedy:
      '请在“登录与安全”页面修改密码或两步验证。如果密码或验证码已丢失，请由服务器管理员以 --reset-link 启动服务器。',
  },
  second_factor_off: { title: '两步验证没有开启', remedy: '无需操作。' },
  passkeys_unavailable: {
    title: '此地址不支持通行密钥',
    remedy: '通行密钥只能用于通过 https 访问的域名，不能用于 IP 地址。请使用密码登录。',
  },
  passkeys_full: { title: '通行密钥已达 20 个', remedy: '请先移除一个不再使用的。' },
  passkey_expired: { title: '已超时或已使用过', remedy: '请重新开始：每次验证须在五分钟内完成，且只能使用一次。' },
  passkey_unknown: {
    title: '这个通行密钥在这里无法登录',
    remedy: '它已被移除，或属于同一域名下的其他页面（如某个区域的 App）。请换一个，或使用密码登录。',
  },
  passkey_refused: { title: '通行密钥验证失败', remedy: '请重试，并用指纹、面容或 PIN 解锁；也可以使用密码登录。' },
  passkey_stopped: {
    title: '这个通行密钥已停用，可能被复制过',
    remedy: '请用密码登录，在安全页面移除它，再添加新的通行密钥。',
  },
  password_too_short: { title: '密码太短', remedy: '密码至少 10 个字符。' },
  password_weak: {
    title: '密码太容易被猜到',
    remedy:
      '请换用几个互不相关的词，或让浏览器生成一个。连续的数字或按键、重复的字符、日期、姓名和自己的账号，都是最先被尝试的。',
  },
  reset_link_invalid: { title: '链接无效或已过期', remedy: '链接一小时内有效，只能用一次。请重新申请。' },
  sign_in_link_invalid: {
    title: '登录链接已失效',
    remedy: '链接十分钟内有效，只能用一次。请回到起始页重新点击，即可获得新的链接。',
  },
  sign_in_link_elsewhere: {
    title: '登录链接只能在运行 Kaitong 的电脑上使用',
    remedy: '请在那台电脑的浏览器中打开起始页；通过 SSH 使用时，请先建立终端里给出的隧道。在其他地方请用密码登录。',
  },
  invitation_invalid: {
    title: '邀请链接无效或已过期',
    remedy: '链接七天内有效，只能用一次，也可能已被撤回。请联系邀请您的人重新邀请。',
  },
  invitation_not_yours: {
    title: '邀请的不是当前登录的账号',
    remedy: '请退出后，用收到邀请的邮箱或手机号登录；没有账号请先用它注册。',
  },
  already_member: { title: '已在其中', remedy: '当前账号已是该账号的成员，或产品本来就属于当前账号，无需再次接受。' },
  last_administrator: {
    title: '至少要有一位管理员',
    remedy: '请先把另一位成员设为管理员，再更改、移除或退出。',
  },
  setup_link_invalid: { title: '初始化链接无效', remedy: '链接只能使用一次，请在服务器终端查看新的链接。' },
  account_exists: { title: '该账号已注册', remedy: '请直接登录，或换一个邮箱或手机号。' },
} satisfies Partial<ProblemTexts>;
