import { z } from 'zod';
import { ContactTopic } from '../catalogue.ts';
import { AccountId, Instant, Region } from '../ids.ts';
import { op } from '../kit/op.ts';
import { Money } from '../money.ts';
import { OrderId } from '../plans.ts';

/** How many there are, and the few that have waited longest. */
const waiting = <T extends z.ZodType>(item: T) => z.object({ count: z.int(), first: z.array(item) });

/** What waits for those who run the platform. How the regions themselves are stands in `listRegions`. */
export const Tasks = z
  .object({
    /** Refunds that a provider refused, and was not asked for anew since. */
    refusedRefunds: waiting(z.object({ orderId: OrderId, region: Region, amount: Money, at: Instant })),
    /** Requests that nobody has answered. What they say, and how people are reached, stands with them: looking is recorded. */
    requests: waiting(z.object({ id: z.string(), topic: ContactTopic, region: Region.nullable(), at: Instant })),
    /** Settled shares that nobody has paid out. `payable`: the maker has said where to. */
    due: waiting(z.object({ accountId: AccountId, accountName: z.string(), money: Money, payable: z.boolean() })),
    /** Regions that have not taken a change at its first try, and since when. */
    lagging: z.array(z.object({ region: Region, changes: z.int(), since: Instant })),
  })
  .meta({ id: 'Tasks' });
export type Tasks = z.output<typeof Tasks>;

export const tasks = {
  listTasks: op({
    method: 'GET',
    path: '/api/v1/operator/tasks',
    summary: 'What needs a hand: refused refunds, requests, shares that are due, regions that lag',
    caller: 'operator',
    reply: Tasks,
  }),
};
