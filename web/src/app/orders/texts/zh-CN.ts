export const zhCN = {
  refund: {
    title: '退款明细',
    listPrice: '原价',
    coupon: '优惠码 {{code}}（不退现）',
    paid: '实付',
    used: '已开始的 {{used}} 天（共 {{days}} 天）',
    before: '此前已退',
    amount: '退回',
    why: {
      not_begun: '还没有开始使用，全额退回。',
      unused_days: '按未开始的 {{unused}} 天退回，已开始的一天算用过。',
      used_up: '没有剩余的整天，不能退款。',
      given_back: '款项已全部退回。',
      too_little: '剩余 {{unused}} 天的金额不足一个最小货币单位，不能退款。',
      nothing_paid: '优惠码抵扣了全部金额，没有可退的款项。',
      owed: '支付方尚未退回，这笔钱仍归您。',
    },
    trial: '退款后，这台设备不能再次购买体验套餐。',
    ofOrder: '{{order}}：退回 {{amount}}',
  },
  notice: { ends: '到期时间' },
  receipt: { open: '查看收据', text: '可打印或保存；不能代替发票' },
} as const;
