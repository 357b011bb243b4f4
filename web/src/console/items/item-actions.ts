import type { SaleState, ServiceItem } from '@kaitong/contract';

export type ItemAction = 'choose_plans' | 'stop' | 'resume' | 'release' | 'undo';

/** What a maker may do in each state of sale. Where the operator suspended, only the operator sells again. */
const ALLOWED: Record<SaleState, readonly ItemAction[]> = {
  on_sale: ['choose_plans', 'stop', 'release', 'undo'],
  stopped: ['choose_plans', 'resume', 'release', 'undo'],
  suspended: ['choose_plans', 'release', 'undo'],
  demonstration: ['choose_plans', 'undo'], // a camera with firmware of its own is what it waits for
};

/** What may be done with this item by whoever reads it, in the order in which it is offered. */
export function actionsOf({ sale, stage, canChange }: Pick<ServiceItem, 'sale' | 'stage' | 'canChange'>): ItemAction[] {
  if (!canChange) return [];
  return ALLOWED[sale.state].filter((action) => action !== 'release' || stage === 'debug');
}
