export const waivers = {
  waivers: {
    title: '豁免',
    about: '平台运营方在期限内豁免的问题。问题仍在，判定结果不变；证书页面和送检包会写明，到期前后都会通知您。',
    states: { in_force: '豁免至', ended: '已到期', withdrawn: '已提前结束' },
  },
} as const;
