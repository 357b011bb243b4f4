// The timers of a run, each a row under its application's id.
export const STEP_DEADLINE = 'run.step';
/** When a device and control are told that a run was given time back. */
export const RUN_RETURN = 'run.return';
export const WAVE_HINT = 'run.hint';
/** When a test event should have come further. */
export const PROBE_DEADLINE = 'run.probe';
/** When a device that has sent enough should have closed its event. */
export const CLOSE_DEADLINE = 'run.close';
export const FOOTAGE_DELETION = 'run.footage';
/** When the headers around what was found are read. */
export const RUN_HEADERS = 'run.headers';
/** A test event's footage goes with the run's end, whoever may see the run's own. */
export const PROBE_DELETION = 'run.probe-footage';
/** The footage of an event that a second wave took the place of; under the event's id. */
export const REPLACED_DELETION = 'run.replaced-footage';
/** When an application that waits for a place before the judge looks for it again. */
export const RUN_WAITING = 'run.waiting';
/** When the maker is told how many clips the judge has before this one. */
export const QUEUE_LOOK = 'run.queue';
