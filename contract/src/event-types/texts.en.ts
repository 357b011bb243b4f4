import type { EventType } from '../activation/steps.ts';

/** What kinds of events are called: by the app, and by the files that are taken along. */
export const eventTypeTexts = {
  motion: 'Motion',
  doorbell: 'Doorbell',
  person: 'Person',
  lingering: 'Someone lingering',
  call_accepted: 'Call accepted',
  call_missed: 'Call missed',
  sound: 'Sound',
  probe: 'Test recording',
  continuous: 'Continuous recording',
} as const satisfies Record<EventType, string>;
