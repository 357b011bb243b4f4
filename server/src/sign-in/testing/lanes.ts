import { cheapPasswords } from '../../secrets/testing.ts';
import type { Lanes } from '../create-sign-in.ts';
import { Lane } from '../lane.ts';

export const cheapLanes = (): Lanes => ({ strangers: new Lane(cheapPasswords), known: new Lane(cheapPasswords) });
