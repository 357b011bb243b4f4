import type { ProblemTexts } from './fill-text.ts';

/** Of cameras that are watched for a day. */
export const soaks = {
  soak_in_progress: { title: '正在老化测试', remedy: '请先结束当前测试。' },
} satisfies Partial<ProblemTexts>;
