import type { Language } from '@kaitong/contract';

/** A page of operations. */
export type Group = {
  key: string;
  title: Record<Language, string>;
  lead: Record<Language, string>;
  /** Whether an address (`/api/v1/products/{pid}`, `/{region}/api/v1/…`) belongs here; the first group that says so has it. */
  has: (path: string) => boolean;
};

const under =
  (...parts: string[]) =>
  (path: string): boolean =>
    parts.some((part) => path === `/api/v1/${part}` || path.startsWith(`/api/v1/${part}/`));

export const groups: readonly Group[] = [
  {
    key: 'device',
    title: { en: 'Cameras', 'zh-CN': '设备' },
    lead: {
      en: 'What a camera calls: pairing, tokens, events, objects. The protocol says in which order, and why.',
      'zh-CN': '设备调用的接口：配网、令牌、事件、对象。先后次序和原因见设备协议。',
    },
    has: (path) => /^\/\{region\}\/(device|push)\//.test(path),
  },
  {
    key: 'app',
    title: { en: 'Owners’ app', 'zh-CN': '用户 App' },
    lead: {
      en: 'What the owners’ app calls, in the owner’s region: devices, recordings, orders, the account.',
      'zh-CN': '用户 App 在用户所在区域调用的接口：设备、录像、订单、账号。',
    },
    has: (path) => path.startsWith('/{region}/'),
  },
  {
    key: 'operator',
    title: { en: 'Operators', 'zh-CN': '运营方' },
    lead: {
      en: 'Only for accounts of the operator: plans, regions, money, backups.',
      'zh-CN': '仅限运营方账号：套餐、区域、资金、备份。',
    },
    has: under('operator', 'backup', 'setup', 'certificate-keys'),
  },
  {
    key: 'applications',
    title: { en: 'Applications and tests', 'zh-CN': '开通申请与测试' },
    lead: {
      en: 'Open a product by a sample camera, follow the run, read findings, certificates and extended tests.',
      'zh-CN': '用样机开通产品，跟踪验证过程，读取检测结果、验证证书和扩展测试。',
    },
    has: (path) =>
      under('applications', 'findings-shares', 'conformance', 'services', 'service-orders')(path) ||
      path.startsWith('/findings/') ||
      path.startsWith('/certificates/') ||
      path.startsWith('/.well-known/'),
  },
  {
    key: 'products',
    title: { en: 'Products and devices', 'zh-CN': '产品与设备' },
    lead: {
      en: 'Products (PID), device licences (UUID + AuthKey), paired devices, testers.',
      'zh-CN': '产品（PID）、设备授权码（UUID + AuthKey）、已配网的设备、测试账号。',
    },
    has: under('products', 'devices', 'testers'),
  },
  {
    key: 'sales',
    title: { en: 'Sales and shares', 'zh-CN': '销售与分成' },
    lead: {
      en: 'Service items, plans, coupons, orders, statements and payouts of a maker.',
      'zh-CN': '厂商的服务商品、套餐、优惠券、订单、结算单与收款。',
    },
    has: under(
      'service-items',
      'plans',
      'coupons',
      'prepaid-requests',
      'billing',
      'statements',
      'contracts',
      'payout-channel',
    ),
  },
  {
    key: 'account',
    title: { en: 'Accounts and sign-in', 'zh-CN': '账号与登录' },
    lead: {
      en: 'Sign-in, API keys, second factor, passkeys, authorisations, the audit log.',
      'zh-CN': '登录、API 密钥、两步验证、通行密钥、授权管理、审计日志。',
    },
    has: () => true,
  },
];
