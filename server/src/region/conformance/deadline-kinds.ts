// The timers of an extended test, each a row under its id.
/** Look how it goes on: something happened, or a step's time is over. */
export const CONFORMANCE_STEP = 'conformance.step';
/** The device is answered again. */
export const OUTAGE_END = 'conformance.outage';
export const CONFORMANCE_FOOTAGE = 'conformance.footage';
