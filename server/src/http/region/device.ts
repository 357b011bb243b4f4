import { type device, isRefusal, type Refusal, refusal } from '@kaitong/contract';
import type { DeviceCaller } from '../../callers.ts';
import type { InvalidInput } from '../../invalid-input.ts';
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
import { noteInvalidCall } from '../../region/verification/note-invalid-call.ts';
import type { Handlers } from '../kit/mount.ts';
import type { CallRequest } from '../kit/request.ts';

export const deviceHandlers = (context: RegionContext): Handlers<typeof device> => ({
  pairDevice: (_caller, input, request) => pairDevice(context, input, request),
  getChallenge: (_caller, input, request) => getChallenge(context, input, request),
  getToken: (_caller, input, request) => getToken(context, input, request),
  getRecordingGrant: (caller) => noting(context, caller, 'getRecordingGrant', getRecordingGrant(context, caller)),
  openEvent: (caller, input) => noting(context, caller, 'openEvent', openDeviceEvent(context, caller, input)),
  declareObject: (caller, input) =>
    noting(context, caller, 'declareObject', declareObject(purposeOf(input.params.eventId), context, caller, input)),
  commitObject: (caller, input) =>
    noting(context, caller, 'commitObject', commitObject(purposeOf(input.params.eventId), context, caller, input)),
  closeEvent: (caller, input) =>
    noting(context, caller, 'closeEvent', closeEvent(purposeOf(input.params.eventId), context, caller, input)),
});

/** The answer, noted in the device's log where it is a refusal. */
async function noting<T extends object>(
  { deviceLog }: RegionContext,
  { deviceId }: DeviceCaller,
  operation: keyof typeof device,
  answering: Promise<T | Refusal>,
): Promise<T | Refusal> {
  const answer = await answering;
  if (isRefusal(answer)) deviceLog.note(deviceId, 'call_refused', `${operation} ${answer.code}`);
  return answer;
}

/** A call whose input does not fit the contract: no handler sees it. */
export async function noteInvalidDeviceCall(
  context: RegionContext,
  caller: DeviceCaller | undefined,
  refused: InvalidInput,
): Promise<void> {
  const paths = refused.fields.map(({ path }) => path).join(' ');
  if (caller) context.deviceLog.note(caller.deviceId, 'call_refused', `${refused.code} ${paths}`);
  await noteInvalidCall(context, caller, refused);
}

/** The device whose token stands in `Authorization: Bearer …`. */
export async function findDeviceCaller(context: RegionContext, request: CallRequest): Promise<DeviceCaller | Refusal> {
  const [, token] = /^Bearer (\S{1,2000})$/i.exec(request.header('authorization') ?? '') ?? [];
  if (token === undefined) return refusal('device_token_invalid');
  const caller = await authenticateDevice(context, token);
  if (isRefusal(caller)) await noteExpiredToken(context, token);
  return caller;
}
