import type { PlanKind } from '@kaitong/contract';
import type { z } from 'zod';
import type { OperatorPlan } from './plan-body.ts';

export const PLAN_STATES = ['offered', 'withdrawn'] as const;
export type PlanState = (typeof PLAN_STATES)[number];
export type PlanFilter = { kind?: z.output<typeof PlanKind> | undefined; state?: PlanState | undefined };

export const stateOf = ({ withdrawnAt }: OperatorPlan): PlanState => (withdrawnAt === null ? 'offered' : 'withdrawn');
