import { maker } from './maker.ts';
import { operator } from './operator.ts';

/** Everything the control plane answers to makers and to the operator. */
export const control = { ...maker, ...operator };
