import type { ProblemTexts } from './fill-text.ts';

/** Of limits that a product or an owner has as a whole, and of a platform that is late. */
export const load = {
  platform_overloaded: {
    title: '平台当前负载过高',
    remedy: '优先保证摄像机录像，其次是正在观看的画面。请在 {seconds} 秒后重试；本次没有更改任何内容，也没有丢失数据。',
  },
  owner_calls_exceeded: {
    title: '该账号的设备和 App 请求过于频繁',
    remedy: '全部合计每分钟最多 {limit} 次请求。请等待 {seconds} 秒，并检查是否有工具或设备在不停请求。',
  },
  product_calls_exceeded: {
    title: '该产品的设备请求过于频繁',
    remedy:
      '同一区域内全部设备合计每分钟最多 {limit} 次请求。请等待 {seconds} 秒，之后每次等得更久；并检查固件是否在不停请求。',
  },
  owner_bytes_exceeded: {
    title: '该账号的设备上传量过大',
    remedy: '全部合计每分钟最多上传 {limit} GB。请保留视频，{seconds} 秒后重新声明。',
  },
  product_bytes_exceeded: {
    title: '该产品的设备上传量过大',
    remedy: '同一区域内全部设备合计每分钟最多上传 {limit} GB。请保留视频，{seconds} 秒后重新声明。',
  },
  owner_events_exceeded: {
    title: '该账号的设备打开的事件过多',
    remedy: '同时最多打开 {limit} 个事件。请关闭已录完的事件，{seconds} 秒后重新打开本事件。',
  },
  product_events_exceeded: {
    title: '该产品的设备打开的事件过多',
    remedy: '同一区域内同时最多打开 {limit} 个事件。请关闭已录完的事件，{seconds} 秒后重新打开本事件。',
  },
} satisfies Partial<ProblemTexts>;
