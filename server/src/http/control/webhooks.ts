import type { webhooks } from '@kaitong/contract';
import type { ControlContext } from '../../control/context.ts';
import {
  changeWebhook,
  createWebhook,
  getWebhook,
  listWebhooks,
  removeWebhook,
  rotateWebhookSecret,
} from '../../control/webhooks/change-webhooks.ts';
import { listDeliveries, replayDelivery, testWebhook } from '../../control/webhooks/deliveries.ts';
import type { Handlers } from '../kit/mount.ts';

export const webhookHandlers = (context: ControlContext): Handlers<typeof webhooks> => ({
  listWebhooks: (caller) => listWebhooks(context, caller),
  getWebhook: (caller, input) => getWebhook(context, caller, input),
  createWebhook: (caller, input) => createWebhook(context, caller, input),
  changeWebhook: (caller, input) => changeWebhook(context, caller, input),
  removeWebhook: (caller, input) => removeWebhook(context, caller, input),
  rotateWebhookSecret: (caller, input) => rotateWebhookSecret(context, caller, input),
  testWebhook: (caller, input) => testWebhook(context, caller, input),
  listDeliveries: (caller, input) => listDeliveries(context, caller, input),
  replayDelivery: (caller, input) => replayDelivery(context, caller, input),
});
