import type { Application, ApplicationId, RevocationReason } from '@kaitong/contract';
import type { Kysely, Selectable } from 'kysely';
import type { z } from 'zod';
import type { ApplicationTable } from '../../store/control/applications.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import type { ControlContext } from '../context.ts';
import { listLaggingRegions } from '../products/lagging-regions.ts';

type Shown = z.input<typeof Application>;
type Row = Selectable<ApplicationTable> & {
  product_name: string | null;
  revoked_at: Date | null;
  revocation_reason: RevocationReason | null;
};

/** @throws if there is none */
export async function showApplication(context: ControlContext, id: ApplicationId): Promise<Shown> {
  const row = await applicationRows(context.db).where('application.id', '=', id).executeTakeFirstOrThrow();
  return await toApplication(context.db, row);
}

/** Applications with the name of their product, and whether their certificate was revoked. */
export const applicationRows = (db: Kysely<ControlTables>) =>
  db
    .selectFrom('application')
    .leftJoin('product', 'product.pid', 'application.pid')
    .selectAll('application')
    .leftJoin('revoked_certificate', 'revoked_certificate.application_id', 'application.id')
    .select([
      'product.name as product_name',
      'revoked_certificate.revoked_at',
      'revoked_certificate.reason as revocation_reason',
    ]);

export async function toApplication(db: Kysely<ControlTables>, row: Row): Promise<Shown> {
  return {
    id: row.id,
    deviceId: row.device_id,
    pid: row.pid,
    productName: row.product_name,
    firmware: row.firmware,
    region: row.region,
    state: row.state,
    step: row.step,
    stepDeadlineAt: row.step_deadline_at?.toISOString() ?? null,
    problem: row.problem,
    findings: row.findings,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    certifiedAt: row.certified_at?.toISOString() ?? null,
    certificateRevoked:
      row.revoked_at && row.revocation_reason
        ? { at: row.revoked_at.toISOString(), reason: row.revocation_reason }
        : null,
    footage: row.footage,
    lagging: row.state === 'approved' && row.pid !== null ? await listLaggingRegions(db, row.pid) : [],
    motionDetection: row.motion_detection,
  };
}
