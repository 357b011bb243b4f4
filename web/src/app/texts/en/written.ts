import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { written as zhCN } from '../zh-CN/written.ts';

export const written: SameTexts<typeof zhCN> = {
  choose: '{{label}}: choose',
  noTime: '“{{text}}” is no time of day; {{kept}} stays. Type it as {{example}}, with 24 hours.',
  noDay: '“{{text}}” is no day; {{kept}} stays. Type it as {{example}}.',
  noDayYet: '“{{text}}” is no day and is not used. Type it as {{example}}.',
  hour: 'Hour',
  minute: 'Minute',
  take: 'Set to {{time}}',
};
