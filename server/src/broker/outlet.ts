import type { DeviceId, LineEnd } from '@kaitong/contract';
import type { WaitingCommand } from '../region/commands/waiting-commands.ts';

/**
 * What the platform asks of any broker of a region's devices, its own or somebody else's. What a broker tells the platform are
 * the facts of `region/presence` and messages (`hear-message.ts`); who may come in, it asks `check-login.ts`.
 */
export type Outlet = {
  /** Whether a device may have a line here. */
  reaches(deviceId: DeviceId): boolean;
  /** The devices that have one. */
  deviceIds(): DeviceId[] | Promise<DeviceId[]>;
  /** Hands a command to each line of its device that has not had it yet. @returns whether one took it */
  send(command: WaitingCommand): boolean | Promise<boolean>;
  /** Ends the lines of a device, for a reason that its log tells. */
  end(deviceId: DeviceId, why: LineEnd): void;
};
