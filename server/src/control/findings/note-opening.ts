import { type Kysely, sql } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';

/** Of one address; those beyond are counted together, by hour. */
const MOST_OPENINGS = 300;

/** Counts an opening by hour and network: enough to see whether an address went further than it should. */
export async function noteOpening(db: Kysely<ControlTables>, shareId: string, ip: string): Promise<void> {
  await sql`
    INSERT INTO findings_share_opening AS known (share_id, hour, network, count)
    SELECT ${shareId}, date_trunc('hour', kaitong_now(), 'UTC'),
      CASE WHEN (SELECT count(*) FROM findings_share_opening WHERE share_id = ${shareId}) < ${MOST_OPENINGS}
        THEN ${coarseNetwork(ip)} ELSE '' END, 1
    ON CONFLICT (share_id, hour, network) DO UPDATE SET count = known.count + 1`.execute(db);
}

/** As much of an address as tells a company or a town: /24 of IPv4, /48 of IPv6. */
export function coarseNetwork(ip: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip) ?? [];
  const plain = mapped ?? ip;
  if (!plain.includes(':')) return `${plain.split('.').slice(0, 3).join('.')}.0/24`;
  const [before = ''] = plain.toLowerCase().split('::');
  const groups = before === '' ? [] : before.split(':');
  return `${[...groups, '0', '0', '0'].slice(0, 3).join(':')}::/48`;
}
