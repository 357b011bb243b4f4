import type { Webhook } from '@kaitong/contract';
import { type Selectable, sql } from 'kysely';
import type { WebhookTables } from '../../store/control/webhooks.ts';
import type { ControlContext } from '../context.ts';

type Row = Selectable<WebhookTables['webhook']> & { waiting: number; isPreviousValid: boolean };

export const webhookRows = (db: ControlContext['db']) =>
  db
    .selectFrom('webhook')
    .selectAll('webhook')
    .select([
      sql<boolean>`coalesce(previous_until > kaitong_now(), false)`.as('isPreviousValid'),
      sql<number>`(SELECT count(*)::int FROM webhook_delivery d WHERE d.webhook_id = webhook.id AND d.state = 'waiting')`.as(
        'waiting',
      ),
    ]);

export const showWebhook = (row: Row): Webhook => ({
  id: row.id,
  url: row.url,
  kinds: row.kinds,
  createdAt: row.created_at.toISOString(),
  state: row.state,
  disabledFor: row.disabled_for,
  failingSince: row.failing_since?.toISOString() ?? null,
  previousSecretUntil: row.isPreviousValid ? (row.previous_until?.toISOString() ?? null) : null,
  waiting: row.waiting,
});
