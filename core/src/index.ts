export { canCancel } from './activation/application.ts';
export { type CheckFacts, chooseDevice, decideCheck, type Lookup, olderShare } from './activation/check.ts';
export { compareFirmware } from './activation/firmware.ts';
export { deadlineOf, moveRun, type RunFacts, type RunMove, type RunSignal, type RunStep } from './activation/run.ts';
export {
  FOOTAGE_KEPT,
  FOOTAGE_LIMIT,
  REGION_SILENCE,
  RUNS_PER_DAY,
  type Step,
  steps,
} from './activation/steps.ts';
