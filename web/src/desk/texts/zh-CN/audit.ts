export const audit = {
  audit: {
    text: '本账号的成员和 API 密钥做过什么，以及平台运营方对本账号做过什么。',
    textOfAll: '所有账号做过什么、看过什么。',
    search: '对象',
    action: '操作',
    all: '全部操作',
    csv: '导出 CSV',
    at: '时间',
    account: '账号',
    who: '操作人',
    subject: '对象和详情',
    operator: '平台运营方',
    byKey: '{{user}} 的 API 密钥',
    byKeyNamed: '{{user}} 的 API 密钥 {{key}}',
    empty: '暂无记录',
    emptyText: '登录、改密、授权等操作会记录在这里。',
  },
} as const;
