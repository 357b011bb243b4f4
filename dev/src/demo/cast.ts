import type { VideoCodec } from '@kaitong/contract/checks';

/** Who plays in the demonstration: products, and one camera of each. */
export type Behaviour =
  | 'good-ts'
  | 'good-h265'
  | 'encrypted'
  | 'already-activated'
  | 'not-mine'
  | 'offline'
  | 'broken-upload';

export type Role = {
  behaviour: Behaviour;
  product: string;
  region: 'cn' | 'eu';
  /** Whose product it is. */
  account: 'maker' | 'stranger';
  firmware: string;
  codec: VideoCodec;
};

export const cast: readonly Role[] = [
  {
    behaviour: 'good-ts',
    product: 'SC002-WA2-V2 卡片机',
    region: 'cn',
    account: 'maker',
    firmware: '2.3.0',
    codec: 'h264',
  },
  {
    behaviour: 'good-h265',
    product: 'OC115 枪型机 (H.265)',
    region: 'eu',
    account: 'maker',
    firmware: '1.8.2',
    codec: 'h265',
  },
  {
    behaviour: 'encrypted',
    product: 'BC208 摇头机 (AES)',
    region: 'cn',
    account: 'maker',
    firmware: '3.0.1',
    codec: 'h264',
  },
  {
    behaviour: 'already-activated',
    product: 'DB010 可视门铃',
    region: 'cn',
    account: 'maker',
    firmware: '2.0.4',
    codec: 'h264',
  },
  {
    behaviour: 'not-mine',
    product: 'XT900 竞品摄像机',
    region: 'cn',
    account: 'stranger',
    firmware: '1.0.0',
    codec: 'h264',
  },
  {
    behaviour: 'offline',
    product: 'LP330 灯泡摄像机',
    region: 'cn',
    account: 'maker',
    firmware: '1.2.7',
    codec: 'h264',
  },
  {
    behaviour: 'broken-upload',
    product: 'TR551 试产机',
    region: 'cn',
    account: 'maker',
    firmware: '0.9.3',
    codec: 'h264',
  },
];

export const demoRegions = ['cn', 'eu', 'us'] as const;
