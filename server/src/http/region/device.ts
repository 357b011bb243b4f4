import { type device, isRefusal, type Refusal, refusal } from '@kaitong/contract';
import type { DeviceCaller } from '../../callers.ts';
import type { InvalidInput } from '../../invalid-input.ts';
import type { RegionContext } from '../../region/context.ts';
import { authenticateDevice } from '../../region/devices/authenticate-device.ts';
import { getChallenge } from '../../region/devices/get-challenge.ts';
import { getToken } from '../../region/devices/get-token.ts';
import { pairDevice } from '../../region/devices/pair-device.ts';
import { getFirmwareOffer } from '../../region/firmware/get-offer.ts';
import { takeFirmwareReport } from '../../region/firmware/take-report.ts';
import { commitDeviceObject, declareDeviceObject, openDeviceEvent, purposeOf } from '../../region/purposes.ts';
import { takeCall } from '../../region/quotas/take-quota.ts';
import { getRecordingGrant } from '../../region/recording/recording-grant.ts';
import { closeEvent } from '../../region/uploads/close-event.ts';
import { noteExpiredToken } from '../../region/verification/note-expired-token.ts';
import { noteInvalidCall } from '../../region/verification/note-invalid-call.ts';
import type { Handlers } from '../kit/mount.ts';
import type { CallRequest } from '../kit/request.ts';

export const deviceHandlers = (context: RegionContext): Handlers<typeof device> => ({
  async pairDevice(_caller, input, request) {
    const paired = await pairDevice(context, input, request);
    if (!isRefusal(paired)) context.deviceLog.note(paired.deviceId, 'call_answered', { name: 'pairDevice' });
    return paired;
  },
  getChallenge: (_caller, input, request) => getChallenge(context, input, request),
  async getToken(_caller, input, request) {
    const { deviceId } = input.body; // so somebody says: it may be a stranger, which is worth knowing
    const answer = await getToken(context, input, request);
    if (!isRefusal(answer)) context.deviceLog.note(deviceId, 'call_answered', { name: 'getToken', detail: request.ip });
    else if (answer.code !== 'device_certificate_refused')
      // it has said why
      context.deviceLog.note(deviceId, 'call_refused', { name: 'getToken', reason: answer.code, detail: request.ip });
    return answer;
  },
  getRecordingGrant: (caller) =>
    noting(context, caller, { name: 'getRecordingGrant' }, getRecordingGrant(context, caller)),
  getFirmwareOffer: (caller, input) =>
    noting(context, caller, { name: 'getFirmwareOffer' }, getFirmwareOffer(context, caller, input)),
  reportFirmware: (caller, input) => {
    const { releaseId, attempt, report, reason = '' } = input.body;
    const call = { name: 'reportFirmware', about: `${releaseId} ${attempt} ${report} ${reason}`.trimEnd() } as const;
    return noting(context, caller, call, takeFirmwareReport(context, caller, input));
  },
  openEvent: (caller, input) =>
    noting(context, caller, { name: 'openEvent', about: input.body.type }, openDeviceEvent(context, caller, input)),
  declareObject: (caller, input) => {
    const { params, body } = input;
    const call = { name: 'declareObject', about: `${params.eventId} ${body.n} ${body.kind} ${body.bytes}` } as const;
    return noting(context, caller, call, declareDeviceObject(context, caller, input));
  },
  commitObject: (caller, input) => {
    const { params } = input;
    const call = { name: 'commitObject', about: `${params.eventId} ${params.n}` } as const;
    return noting(context, caller, call, commitDeviceObject(context, caller, input));
  },
  closeEvent: (caller, input) => {
    const { params } = input;
    const call = { name: 'closeEvent', about: params.eventId } as const;
    return noting(context, caller, call, closeEvent(purposeOf(params.eventId), context, caller, input));
  },
});

type Call = { name: keyof typeof device; about?: string };

/** The answer, noted in the device's log with its outcome. */
async function noting<T extends object>(
  { deviceLog }: RegionContext,
  { deviceId }: DeviceCaller,
  { name, about = '' }: Call,
  answering: Promise<T | Refusal>,
): Promise<T | Refusal> {
  const answer = await answering;
  if (isRefusal(answer)) deviceLog.note(deviceId, 'call_refused', { name, reason: answer.code, detail: about });
  else deviceLog.note(deviceId, 'call_answered', { name, detail: aboutOf(answer, about) });
  return answer;
}

/** A call that is answered with an event's id is about that event. */
const aboutOf = (answer: object, about: string): string =>
  'eventId' in answer && !about.startsWith(String(answer.eventId)) ? `${answer.eventId} ${about}` : about;

/** A call whose input does not fit the contract: no handler sees it. */
export async function noteInvalidDeviceCall(
  context: RegionContext,
  caller: DeviceCaller | undefined,
  refused: InvalidInput,
  operation: string,
): Promise<void> {
  const paths = refused.fields.map(({ path }) => path).join(' ');
  if (caller) context.deviceLog.note(caller.deviceId, 'call_refused', { reason: refused.code, detail: paths });
  await noteInvalidCall(context, caller, refused, operation);
}

/** The device whose token stands in `Authorization: Bearer …`. */
export async function findDeviceCaller(context: RegionContext, request: CallRequest): Promise<DeviceCaller | Refusal> {
  const [, token] = /^Bearer (\S{1,2000})$/i.exec(request.header('authorization') ?? '') ?? [];
  if (token === undefined) return refusal('device_token_invalid');
  const caller = await authenticateDevice(context, token);
  if (isRefusal(caller)) {
    await noteExpiredToken(context, token);
    return caller;
  }
  const tooMany = await takeCall(context, caller);
  if (tooMany) context.deviceLog.note(caller.deviceId, 'call_refused', { reason: tooMany.code });
  return tooMany ?? caller;
}
