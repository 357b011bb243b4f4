export const menu = {
  menu: {
    market: '服务市场',
    related: '关联菜单',
    assets: '产品与设备',
    myServices: '我的服务',
    myOrders: '我的订单',
    products: '产品',
    devices: '设备',
    testers: '测试账号',
    apiKeys: 'API 密钥',
    apply: '创建服务订单',
    application: '申请详情',
  },
} as const;
