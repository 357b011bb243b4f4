import type { ServiceOrder } from '@kaitong/contract';
import type { Selectable } from 'kysely';
import type { z } from 'zod';
import type { ServiceTables } from '../../store/control/services.ts';

export const showServiceOrder = (row: Selectable<ServiceTables['service_order']>): z.input<typeof ServiceOrder> => ({
  id: row.id,
  serviceId: row.service_id,
  agreementVersion: row.agreement_version,
  state: row.state,
  createdAt: row.created_at.toISOString(),
  effectiveAt: row.effective_at.toISOString(),
});
