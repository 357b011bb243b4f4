// The suites share one server and one cast, in this order: the first two compare what there is before and after them, the
// last one leaves little as it was.
import { afterAll, expect, test } from 'vitest';
import { closePlace, openPlace } from './testing/place.ts';
import './testing/suites/makers.ts';
import './testing/suites/regions.ts';
import './testing/suites/doors.ts';
import './testing/suites/hostile.ts';

afterAll(closePlace);

test('none of this was an error of the server', async () => expect((await openPlace()).rig.errors).toEqual([]));
