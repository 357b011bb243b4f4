import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { testers as zhCN } from '../zh-CN/testers.ts';

export const testers: SameTexts<typeof zhCN> = {
  title: 'Tester account',
  entryText: 'Link to a maker and help test products',
  lead: 'Give the code to a maker’s tester. Once it is entered in the console, your account is linked as a tester of that maker.',
  means:
    'A linked maker sees the pictures when verifying your cameras, and can switch their motion detection on. Link only to makers you trust. You can end a link at any time.',
  create: 'Make a code',
  creating: 'Making a code…',
  code: 'Tester code',
  left: 'About {{minutes}} min left, works once',
  leftLast: 'Less than a minute left, works once',
  expired: 'The code has expired. Make a new one.',
  linked: 'Linked to “{{name}}”',
  links: 'Linked makers',
  noLinks: 'Not linked to any maker.',
  since: 'Linked',
  remove: 'Unlink',
  removeOf: 'Unlink “{{name}}”',
  removeTitle: 'Unlink “{{name}}”?',
  removeText: 'That maker can no longer see verification pictures of your cameras. You can link again later.',
  removing: 'Unlinking…',
};
