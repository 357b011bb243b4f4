export type { Load, QueueOptions } from './decode/job-queue.ts';
export { DecodeReport, Level2Engine, LimitReason } from './decode/report.ts';
export { type DecodeOutcome, type DecodeTask, Judge, type JudgeOptions, type SnapshotOutcome } from './judge.ts';
export { SnapshotReport } from './snapshot/report.ts';
