/** The device is asked for an event. */
export const SOAK_ASK = 'soak.ask';
/** An hour is over, and what came late of it as well. */
export const SOAK_HOUR = 'soak.hour';
