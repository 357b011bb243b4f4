import type { OwnerDevice, RecordedEvent } from '@kaitong/contract';
import { may } from '../../household/may.ts';

/** What is unread is so to whoever may mark it: others would see it so whatever they watched. */
export const asReadBy = (device: Pick<OwnerDevice, 'sharedBy'> | undefined, event: RecordedEvent): RecordedEvent =>
  event.unread && device && !may(device, 'manage') ? { ...event, unread: false } : event;
