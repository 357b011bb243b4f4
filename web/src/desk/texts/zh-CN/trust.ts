export const trust = {
  trust: {
    title: '服务器证书',
    text: '这台服务器使用自建的证书。在电脑和手机上安装下面的 CA 证书之前，浏览器会一直告警。摄像机从配网码得知它，无需另外安装。',
    fingerprint: 'CA 证书的 SHA-256。安装前请与手机上显示的核对：',
    download: '下载 CA 证书（ca.crt）',
  },
} as const;
