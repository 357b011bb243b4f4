import type { ProblemTexts } from './fill-text.ts';

export const pushing = {
  push_devices_full: { title: '推流设备已达上限', remedy: '每个账号最多 {limit} 台。请先移除不再使用的推流设备。' },
  device_push_only: {
    title: '这是推流设备，只接收录像',
    remedy: '它背后没有可以下发指令的摄像机。请在发送录像的摄像机或工具中设置。',
  },
} satisfies Partial<ProblemTexts>;
