/** What the frame says of pages that come later. The rest of a group comes with the pages. */
export const framed = {
  team: {
    title: '团队与授权',
  },
  company: {
    title: '公司资料',
  },
  billing: {
    title: '费用概况',
  },
  contracts: {
    title: '合约管理',
  },
  payout: {
    title: '支付渠道配置',
  },
  coupons: {
    title: '优惠券',
  },
  prepaid: {
    title: '预存款',
  },
  webhooks: {
    title: 'Webhook',
  },
  notices: {
    unread: '消息，{{n}} 条未读',
    none: '消息',
  },
  find: {
    title: '查找',
  },
  products: {
    roles: { owner: '所有者', administrator: '管理员', developer: '开发者', commerce: '运营', viewer: '查看者' },
  },
  space: { current: '当前账号：{{account}}', switched: '已切换账号' },
} as const;
