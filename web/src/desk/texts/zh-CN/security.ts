export const security = {
  security: {
    title: '登录与安全',
    sessions: '已登录的浏览器',
    browser: '浏览器',
    unknownBrowser: '未知浏览器',
    thisOne: '{{name}}（当前）',
    address: '登录地址',
    startedAt: '登录时间',
    seenAt: '最近使用',
    end: '退出登录',
    ended: '已退出，对方的下一次操作就会失效。',
    endOthers: '退出其他所有登录',
    endOthersTitle: '退出其他所有登录？',
    endOthersText: '只保留当前浏览器，其他浏览器需要重新登录。如果您怀疑有人知道了密码，请同时修改密码。',
  },
} as const;
