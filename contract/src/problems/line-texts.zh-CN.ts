import type { ProblemTexts } from './fill-text.ts';

/** Of lines that begin as a request of HTTP. */
export const lines = {
  websocket_expected: {
    title: '该地址只接受 WebSocket',
    remedy:
      '请使用 HTTP/1.1 建立子协议为“mqtt”的 WebSocket，方法见 docs/protocol。前面有代理时，代理需要转发 Upgrade 和 Connection。',
  },
  websocket_protocol_missing: {
    title: 'WebSocket 未注明这里支持的子协议',
    remedy: '请在建立连接时用 Sec-WebSocket-Protocol 注明“mqtt”。',
  },
  origin_refused: {
    title: '{origin} 的网页不能在这里建立连接',
    remedy: '请从本平台的地址打开网页。浏览器以外的程序不要发送 Origin。',
  },
} satisfies Partial<ProblemTexts>;
