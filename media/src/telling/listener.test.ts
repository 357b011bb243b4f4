import { expect, test } from 'vitest';
import { PlaceListener } from './listener.ts';
import type { StructureKind } from './tell.ts';

const structure = (kind: StructureKind, name: string, from: number, to: number) => ({
  ...{ kind, name, clause: '', from, to },
  fields: [],
});

test('of a stream it is asked once whether it is at the place, however many NAL units it has', () => {
  const listener = new PlaceListener({ offset: 200 });
  listener.open(structure('ts-packet', '', 188, 376));
  let asked = 0;
  const isOfStream = (holds: boolean) => () => {
    asked++;
    return holds;
  };
  listener.stream(isOfStream(false));
  for (let n = 0; n < 1000; n++) expect(listener.open(structure('nal', 'aud', n, n + 1))).toBeUndefined();
  expect(asked).toBe(1);
  listener.stream(isOfStream(true));
  for (let n = 0; n < 1000; n++) listener.open(structure('nal', 'aud', n, n + 1));
  expect(asked).toBe(2);
  expect(listener.structures.map(({ kind }) => kind)).toContain('nal');
});
