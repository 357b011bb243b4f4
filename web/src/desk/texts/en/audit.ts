import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { audit as zhCN } from '../zh-CN/audit.ts';

export const audit: SameTexts<typeof zhCN> = {
  audit: {
    text: 'What the account’s people and API keys did, and what those who run the platform did to what is yours.',
    textOfAll: 'What was done and looked at in all accounts.',
    search: 'What it was done to',
    action: 'Action',
    all: 'All actions',
    csv: 'Export CSV',
    at: 'Time',
    account: 'Account',
    who: 'Who',
    subject: 'What to, and details',
    operator: 'The platform’s operator',
    byKey: '{{user}}’s API key',
    byKeyNamed: '{{user}}’s API key {{key}}',
    empty: 'Nothing yet',
    emptyText: 'Sign-ins, changed passwords, roles and the like are recorded here.',
  },
};
