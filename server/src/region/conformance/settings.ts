import { type Command, hours, type MotionDetection, type TriedSetting } from '@kaitong/contract';
import { sendCommand } from '../commands/send-command.ts';
import type { RegionTransaction } from '../context.ts';
import type { LockedConformance } from './lock-conformance.ts';

/** What is put back where the device never said how its motion detection is set. */
const USUAL: MotionDetection = { enabled: true, sensitivity: 'high', schedule: null };
/** A camera that is away when a test ends must not stay as the test left it. */
const WORTH_SENDING = hours(24);

type Settings = Pick<Command<'settings'>, 'motionDetection' | 'privacyMode'>;

/** Sends the setting that an item tries. @returns the command's id, which its reply names */
export async function sendSetting(
  trx: RegionTransaction,
  test: LockedConformance,
  setting: TriedSetting,
): Promise<string> {
  return await sendCommand(trx, { deviceId: test.device_id, name: 'settings', payload: settingsOf(test, setting) });
}

function settingsOf({ motion_detection }: LockedConformance, setting: TriedSetting): Settings {
  const before = motion_detection ?? USUAL;
  switch (setting) {
    case 'motion-off':
      return { motionDetection: { ...before, enabled: false } };
    case 'motion-back':
      return { motionDetection: before };
    case 'privacy-on':
      return { privacyMode: true };
    case 'privacy-off':
      return { privacyMode: false };
  }
}

/** Puts back what the owner had set. Sent also where it may be so already: a lost command must not leave a camera blind. */
export async function restoreSettings(trx: RegionTransaction, test: LockedConformance): Promise<void> {
  const payload: Settings = { motionDetection: test.motion_detection ?? USUAL, privacyMode: test.privacy_mode };
  await sendCommand(trx, { deviceId: test.device_id, name: 'settings', payload, life: WORTH_SENDING });
}
