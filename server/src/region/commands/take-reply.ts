import type { CommandName, DeviceId, DeviceLogCode, Duration, ReplyMessage } from '@kaitong/contract';
import { sql } from 'kysely';
import { json } from '../../store/database.ts';
import { notify } from '../../store/notifications.ts';
import type { CommandReply } from '../../store/region/commands.ts';
import { tellAll } from '../../store/unit-of-work.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { COMMAND_REPLIED } from './await-reply.ts';

/**
 * Stores a device's answer and lets the region act on it. A second copy, or an answer to nothing of ours, is ignored.
 * `name`: of the command, where whoever handed it over knows.
 */
export async function takeReply(
  { db, hooks, deviceLog, measures }: RegionContext,
  deviceId: DeviceId,
  { id, ok, reason, firmware }: ReplyMessage,
  name?: CommandName,
): Promise<void> {
  const reply: CommandReply = { ok, ...(reason === undefined ? {} : { reason }), ...(firmware ? { firmware } : {}) };
  const heard = (to: CommandName): void => {
    const detail = ok ? `${to} ok` : `${to} failed ${reason ?? ''}`;
    deviceLog.note(deviceId, 'message_taken', { name: 'reply', detail });
  };
  if (name !== undefined && hooks.repliesFollowed?.has(name) === false && (await storeAlone(db, deviceId, id, reply)))
    return heard(name);
  const taken = await db.transaction().execute(async (trx) => {
    const command = await trx
      .updateTable('command')
      .set({ reply: json(reply), replied_at: sql<Date>`kaitong_now()` })
      .where('id', '=', id)
      .where('device_id', '=', deviceId)
      .where('replied_at', 'is', null)
      .returning(['name', 'payload'])
      .returning(sql<Duration>`extract(epoch FROM replied_at - created_at)::float8 * 1000`.as('after'))
      .executeTakeFirst();
    if (!command) return { ignored: await whyIgnored(trx, deviceId, id) };
    const { name, payload, after } = command;
    await hooks.commandReplied?.(trx, { deviceId, commandId: id, name, ok, reason, firmware, payload });
    await notify(trx, COMMAND_REPLIED, id);
    return { name, after };
  });
  if ('name' in taken) {
    heard(taken.name);
    if (ok && taken.name === 'grant') measures.grantAcknowledged(taken.after);
  } else deviceLog.note(deviceId, taken.ignored, { name: 'reply', detail: id });
}

/** Of a reply that nothing follows from. @returns whether it was the first */
async function storeAlone(
  db: RegionContext['db'],
  deviceId: DeviceId,
  id: string,
  reply: CommandReply,
): Promise<boolean> {
  const { rows } = await sql`
    WITH taken AS (
      UPDATE command SET reply = ${json(reply)}, replied_at = kaitong_now()
      WHERE id = ${id} AND device_id = ${deviceId} AND replied_at IS NULL RETURNING id)
    SELECT ${tellAll(sql`${`${COMMAND_REPLIED} `}::text || id`)} FROM taken`.execute(db);
  return rows.length > 0;
}

async function whyIgnored(trx: RegionTransaction, deviceId: DeviceId, id: string): Promise<DeviceLogCode> {
  const asked = await trx.selectFrom('command').select('device_id').where('id', '=', id).executeTakeFirst();
  if (!asked) return 'reply_unknown';
  return asked.device_id === deviceId ? 'reply_repeated' : 'reply_of_another';
}
