import type { Finding } from './finding.ts';

/** Those that follow from a wrong rate, or tell of other clocks, are none. */
const TIME_IS_WRONG = /^time\.(?!duration$|too_short$|clock$|rate$|start$)/;

/** A finding after which time stamps are no measure of anything. Those that are all too far apart by one factor still are. */
export const isStampFault = ({ code, severity, params }: Finding): boolean =>
  severity === 'error' && TIME_IS_WRONG.test(code) && !(code === 'time.gap' && params.why === 'even');
