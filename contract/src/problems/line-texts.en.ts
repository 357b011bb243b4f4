import type { ProblemTexts } from './fill-text.ts';

/** Of lines that begin as a request of HTTP. */
export const lines = {
  websocket_expected: {
    title: 'This address is for WebSockets',
    remedy:
      'Connect with a WebSocket of the subprotocol “mqtt” over HTTP/1.1; docs/protocol says how. A proxy in front has to pass on “Upgrade” and “Connection”.',
  },
  websocket_protocol_missing: {
    title: 'The WebSocket names no subprotocol that is spoken here',
    remedy: 'Name “mqtt” in Sec-WebSocket-Protocol when you open it.',
  },
  origin_refused: {
    title: 'Pages of {origin} open no lines here',
    remedy: 'Open the page at the address of this platform. A program that is no browser sends no Origin.',
  },
} satisfies Partial<ProblemTexts>;
