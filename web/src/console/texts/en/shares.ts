import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { shares as zhCN } from '../zh-CN/shares.ts';

export const shares: SameTexts<typeof zhCN> = {
  compared: {
    title: 'Compared with the attempt before',
    before: 'Attempt before',
    gone: 'Gone',
    added: 'New',
    stays: 'Still there',
  },
  shares: {
    title: 'Share with your chip vendor',
    text: 'Makes a read-only address. Without signing in, whoever has it reads what was found, why, what to change, and the header fields around it; nothing of your account or of the camera’s owner.',
    textOfTest:
      'Makes a read-only address. Without signing in, whoever has it reads what each item found, why, what to change and the evidence; nothing of your account or of the camera’s owner.',
    create: 'Create address',
    days: 'Valid for',
    nDays: '{{n}} days',
    withFootage: 'Add snapshot and clip',
    withFootageText: 'Of a linked tester’s camera only; once the platform deletes the clip it is gone there too.',
    withoutFootage: 'The address shows no pictures: the owner is no tester of yours, or they are deleted.',
    withoutClips: 'The address shows no pictures.',
    created: 'The address is ready',
    once: 'Copy it now; it is not shown again. Anybody who has it can open it.',
    none: 'Nothing has been shared yet.',
    commandLine: 'Command line: kaitong findings share {{id}}',
    state: { open: 'Valid', ended: 'Ended', expired: 'Expired', lost: 'Product no longer yours' },
    until: 'Valid until',
    footage: 'with pictures',
    openings: 'Opened: {{n}} ×',
    newest: 'Only the newest {{n}} addresses are listed.',
    neverOpened: 'Not opened yet',
    openedFrom: '{{network}}: {{n}} ×',
    elsewhere: 'other networks',
    end: 'End',
    endTitle: 'End this address?',
    endText: 'Whoever has it cannot open it any more, at once and for good.',
    ended: 'The address has ended',
  },
};
