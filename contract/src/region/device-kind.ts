import { z } from 'zod';
import { Pid } from '../ids.ts';

/**
 * `camera`: a unit with a licence, which was paired and speaks the device protocol. `push`: an address that its owner made in
 * the app, for footage that other tools send; nothing stands behind it that could be asked for anything.
 */
export const DeviceKind = z.enum(['camera', 'push']);
export type DeviceKind = z.output<typeof DeviceKind>;

/**
 * What only some kinds of device can do, or have done with them. What is not here all can: be watched, shared, bought for,
 * renamed and removed.
 */
export type DeviceAct =
  /** Be the sample of an application or an extended test, and be looked at during one. */
  | 'verify'
  /** Belong to one owner in the world, so that its pairing is claimed at control, and go to another by a code. */
  | 'changeHands'
  /** Be told something over MQTT, and say something. */
  | 'talk'
  /** Have a log that its maker may be let read. */
  | 'support'
  /** Be offered firmware. */
  | 'update'
  /** Record all day: what is pushed comes as events, whatever was bought. */
  | 'recordAllDay'
  /** Try cloud storage out, which each unit may once. */
  | 'try';

/** The one table of it: the server asks it where something is done, and the app what to show. */
const deviceKinds: Readonly<Record<DeviceKind, readonly DeviceAct[]>> = {
  camera: ['verify', 'changeHands', 'talk', 'support', 'update', 'recordAllDay', 'try'],
  push: [],
};

export const canDevice = (kind: DeviceKind, act: DeviceAct): boolean => deviceKinds[kind].includes(act);

/** The kinds that can do it, for a query. */
export const kindsThatCan = (act: DeviceAct): DeviceKind[] => DeviceKind.options.filter((kind) => canDevice(kind, act));

/**
 * What stands for a product where a device has no maker. Control gives it to nobody, so what is bought for such a device is
 * shared with nobody.
 */
export const PUSH_PID: Pid = Pid.parse('push000000000000');

export const kindOfProduct = (pid: Pid): DeviceKind => (pid === PUSH_PID ? 'push' : 'camera');
