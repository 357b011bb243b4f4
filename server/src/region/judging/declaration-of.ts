import type { ObjectDeclaration } from '@kaitong/contract/checks';
import type { Selectable } from 'kysely';
import type { EventObjectTable } from '../../store/region/events.ts';

/** An object as its device declared it. */
export const declarationOf = (object: Selectable<EventObjectTable>): ObjectDeclaration => ({
  n: object.n,
  kind: object.kind,
  bytes: object.bytes,
  durationMs: object.duration_ms,
  md5: object.md5,
  sha256: object.sha256,
  iv: object.iv,
});
