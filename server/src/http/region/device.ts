import { type device, isRefusal, type Refusal, refusal } from '@kaitong/contract';
import type { DeviceCaller } from '../../callers.ts';
import type { RegionContext } from '../../region/context.ts';
import { authenticateDevice } from '../../region/devices/authenticate-device.ts';
import { getChallenge } from '../../region/devices/get-challenge.ts';
import { getToken } from '../../region/devices/get-token.ts';
import { pairDevice } from '../../region/devices/pair-device.ts';
import { openDeviceEvent, purposeOf } from '../../region/purposes.ts';
import { getRecordingGrant } from '../../region/recording/recording-grant.ts';
import { closeEvent } from '../../region/uploads/close-event.ts';
import { commitObject } from '../../region/uploads/commit-object.ts';
import { declareObject } from '../../region/uploads/declare-object.ts';
import { noteExpiredToken } from '../../region/verification/note-expired-token.ts';
import type { Handlers } from '../kit/mount.ts';
import type { CallRequest } from '../kit/request.ts';

export const deviceHandlers = (context: RegionContext): Handlers<typeof device> => ({
  pairDevice: (_caller, input, request) => pairDevice(context, input, request),
  getChallenge: (_caller, input, request) => getChallenge(context, input, request),
  getToken: (_caller, input, request) => getToken(context, input, request),
  getRecordingGrant: (caller) => getRecordingGrant(context, caller),
  openEvent: (caller, input) => openDeviceEvent(context, caller, input),
  declareObject: (caller, input) => declareObject(purposeOf(input.params.eventId), context, caller, input),
  commitObject: (caller, input) => commitObject(purposeOf(input.params.eventId), context, caller, input),
  closeEvent: (caller, input) => closeEvent(purposeOf(input.params.eventId), context, caller, input),
});

/** The device whose token stands in `Authorization: Bearer …`. */
export async function findDeviceCaller(context: RegionContext, request: CallRequest): Promise<DeviceCaller | Refusal> {
  const [, token] = /^Bearer (\S{1,2000})$/i.exec(request.header('authorization') ?? '') ?? [];
  if (token === undefined) return refusal('device_token_invalid');
  const caller = await authenticateDevice(context, token);
  if (isRefusal(caller)) await noteExpiredToken(context, token);
  return caller;
}
