import type { Pid } from '@kaitong/contract';
import type { PassedFirmware } from '@kaitong/core';
import { type Kysely, sql } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';

/**
 * Versions of a product that passed. An activation that was undone clears nothing, nor does an extended test of chosen items;
 * what could not be tried of a whole one says nothing about the camera.
 */
export async function passedFirmware(db: Kysely<ControlTables>, pid: Pid): Promise<PassedFirmware> {
  const { rows } = await sql<PassedFirmware>`
    SELECT ARRAY(SELECT firmware FROM activation WHERE pid = ${pid} UNION
        SELECT firmware FROM application WHERE pid = ${pid} AND release_id IS NOT NULL AND state = 'approved') AS verified,
      ARRAY(SELECT DISTINCT firmware FROM conformance
        WHERE pid = ${pid} AND state = 'ended' AND problem IS NULL AND firmware IS NOT NULL
          AND EXISTS (SELECT FROM jsonb_array_elements(items) item WHERE item->>'verdict' IN ('pass', 'warn'))
          AND NOT EXISTS (SELECT FROM jsonb_array_elements(items) item
            WHERE coalesce(item->>'verdict', 'fail') = 'fail' OR item->'reason'->>'code' = 'not_chosen')) AS tested,
      ARRAY(SELECT manifest->>'version' FROM firmware_release
        WHERE pid = ${pid} AND state IN ('halted', 'withdrawn')) AS halted`.execute(db);
  const [passed] = rows;
  if (!passed) throw new Error('what passed of a product came back empty');
  return passed;
}
