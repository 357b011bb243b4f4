export const waivers = {
  operatorWaivers: {
    open: '豁免',
    dialog: '“{{name}}”的豁免',
    noVerdict: '豁免不改变任何判定：没通过的仍然没通过，固件推送和销售不受影响。',
    everybody: '原因对外公开：看得到证书页面或送检包的人都能看到。',
    ends: '到期前和到期时都会通知厂商。最长 180 天。',
    nothing: '目前没有可豁免的内容：证书没有建议项，最新一次扩展测试也没有未通过的项目，或都已豁免。',
    what: '豁免什么',
    reason: '原因（必填，对外公开）',
    days: '天数（1 至 {{most}}）',
    give: '豁免',
    given: '已豁免',
    withdraw: '立即结束',
    withdrawn: '豁免已结束，已通知厂商',
    states: { in_force: '豁免至', ended: '已到期', withdrawn: '已提前结束' },
  },
} as const;
