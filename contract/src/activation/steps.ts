import { z } from 'zod';

/** The steps of an application, in order. The same names stand in log, test and screen. */
export const STEPS = [
  'check',
  'grant',
  /** A device that makes test events is asked for one before anyone waves; all others skip it. */
  'preflight',
  'await-event',
  'await-upload',
  'verify',
  'activate',
  'publish',
] as const;
export const StepName = z.enum(STEPS);
export type StepName = z.output<typeof StepName>;

/** 审核状态. `refused`: a precheck said no, nothing was granted; `rejected`: the run ended without a pass. */
export const APPLICATION_STATES = ['verifying', 'approved', 'rejected', 'cancelled', 'refused'] as const;
export const ApplicationState = z.enum(APPLICATION_STATES);
export type ApplicationState = z.output<typeof ApplicationState>;

/** What kinds of thing a camera records an event for. */
export const EVENT_TYPES = [
  'motion',
  'doorbell',
  'person',
  'lingering',
  'call_accepted',
  'call_missed',
  'sound',
  'probe',
  /** A stretch of footage that is recorded all the time. */
  'continuous',
] as const;
export const EventType = z.enum(EVENT_TYPES);
export type EventType = z.output<typeof EventType>;
