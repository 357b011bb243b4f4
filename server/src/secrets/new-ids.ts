import {
  AccountId,
  ApplicationId,
  BulkActivationId,
  ConformanceId,
  CouponId,
  DeviceId,
  type EventId,
  OrderId,
  Pid,
  PlanId,
  ReleaseId,
  ServiceOrderId,
  SoakId,
  Uuid,
  WaiverId,
} from '@kaitong/contract';
import { composeEventId, EVENT_ID_CHANCE, type OpeningClass } from '@kaitong/core';
import { randomId } from './ids.ts';

/** Where an id gets its brand: from here on nobody looks at its letters again. */
const maker =
  <Id extends string>(pattern: { parse(text: string): Id }, prefix: string, length: number) =>
  (): Id =>
    pattern.parse(randomId(prefix, length));

export const newAccountId = maker(AccountId, 'ac', 18);
export const newApplicationId = maker(ApplicationId, 'ap', 18);
export const newBulkActivationId = maker(BulkActivationId, 'ba', 18);
export const newConformanceId = maker(ConformanceId, 'cf', 18);
export const newCouponId = maker(CouponId, 'cp', 18);
export const newDeviceId = maker(DeviceId, '6c', 20);
export const newOrderId = maker(OrderId, 'or', 18);
export const newPid = maker(Pid, '', 16);
export const newPlanId = maker(PlanId, 'pl', 18);
export const newSoakId = maker(SoakId, 'sk', 18);
export const newReleaseId = maker(ReleaseId, 'fr', 18);
export const newServiceOrderId = maker(ServiceOrderId, 'so', 18);
export const newUuid = maker(Uuid, '', 20);
export const newWaiverId = maker(WaiverId, 'wv', 18);

/** An event's id names its class and its day. */
export const newEventId = (retentionClass: OpeningClass, startedAt: Date): EventId =>
  composeEventId(retentionClass, startedAt.getTime(), randomId('', EVENT_ID_CHANCE));
