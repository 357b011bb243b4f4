import type { Region, SalesReport } from '@kaitong/contract';
import { randomId } from '../../secrets/ids.ts';
import type { ControlTransaction } from '../context.ts';

type Requested = Extract<SalesReport, { type: 'contact.requested' }>;

/** Puts an owner's request on the operator's list, within the transaction that takes the report. Once, if it comes twice. */
export async function storeContactRequest(trx: ControlTransaction, region: Region, report: Requested): Promise<void> {
  await trx
    .insertInto('contact_request')
    .values({
      id: randomId('cr', 18),
      topic: 'expired',
      request_id: report.requestId,
      region,
      account_id: null,
      from_name: report.ownerName,
      contact: report.contact,
      device_id: report.deviceId,
      pid: report.pid,
      message: report.message,
      answer: null,
      created_at: report.at,
      changed_at: report.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
