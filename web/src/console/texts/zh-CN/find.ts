export const find = {
  find: {
    label: '设备 ID、UUID、PID、订单号、产品或页面名称',
    hint: '输入编号的前几位（至少 {{n}} 位），也可以输入产品或页面名称。',
    waiting: '正在查找…',
    nothing: '没有找到。编号从第一位开始匹配；其他账号的数据查不到。',
    keys: '按 ↑ ↓ 选择，按 Enter 打开。',
    kinds: {
      product: '产品',
      device: '设备',
      licence: '设备授权码',
      application: '申请',
      order: '订单',
      service_order: '服务订单',
    },
  },
} as const;
