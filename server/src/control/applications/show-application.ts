import type { Application, ApplicationId, Region, RevocationReason } from '@kaitong/contract';
import type { Kysely, Selectable } from 'kysely';
import type { z } from 'zod';
import type { ApplicationTable } from '../../store/control/applications.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import type { ControlContext } from '../context.ts';
import { laggingByPid } from '../products/lagging-regions.ts';

type Shown = z.input<typeof Application>;
type Row = Selectable<ApplicationTable> & {
  product_name: string | null;
  revoked_at: Date | null;
  revocation_reason: RevocationReason | null;
};

/** @throws if there is none */
export async function showApplication(context: ControlContext, id: ApplicationId): Promise<Shown> {
  const row = await applicationRows(context.db).where('application.id', '=', id).executeTakeFirstOrThrow();
  const [shown] = await toApplications(context.db, [row]);
  return shown as Shown;
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

/** However many they are, what they need beside their rows is one question. */
export async function toApplications(db: Kysely<ControlTables>, rows: readonly Row[]): Promise<Shown[]> {
  const approved = rows.flatMap(({ state, pid }) => (state === 'approved' && pid !== null ? [pid] : []));
  const lagging = await laggingByPid(db, [...new Set(approved)]);
  return rows.map((row) =>
    toApplication(row, row.state === 'approved' && row.pid !== null ? (lagging.get(row.pid) ?? []) : []),
  );
}

function toApplication(row: Row, lagging: readonly Region[]): Shown {
  return {
    id: row.id,
    deviceId: row.device_id,
    pid: row.pid,
    productName: row.product_name,
    firmware: row.firmware,
    sample: row.sample,
    releaseId: row.release_id,
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
    lagging: [...lagging],
    motionDetection: row.motion_detection,
  };
}
