export const listing = {
  listing: {
    title: '公开列表',
    off: '未公开。只有拿到链接或证书的人能看到这个产品的证书。',
    on: '已公开',
    leftOut: '已同意公开，暂未列出',
    because: {
      not_activated: '产品尚未开通；开通后即会列出。',
      demonstration: '产品由浏览器摄像头演示开通；自有固件通过验证后即会列出。',
      suspended: '平台已暂停该产品，证书已吊销；恢复并重新通过验证后才会列出。',
      revoked: '证书已吊销；重新通过验证后才会列出。',
    },
    page: '查看公开列表',
    agree: '公开产品',
    agreeTitle: '公开“{{name}}”',
    names: '任何人都能看到公司名称“{{company}}”和产品名称“{{product}}”。',
    shows:
      '一并公开的有：最新证书的链接（含 PID、样机的设备 ID、固件版本、规则版本和建议项）、签发时间，以及从何时起公开。',
    indexed: '公开列表和该证书的页面允许搜索引擎收录。',
    anyTime: '您可以随时取消，立即生效。产品被暂停或撤销开通时会自动移除。',
    agreed: '产品已同意公开',
    takeBack: '取消公开',
    takeBackTitle: '取消公开“{{name}}”',
    gone: '产品立即从公开列表中移除。',
    certificateStays: '拿到链接或证书的人仍能看到证书页面。',
    searchEngines: '搜索引擎可能要过一段时间才会删除已收录的页面。',
    takenBack: '产品已不再公开',
  },
} as const;
