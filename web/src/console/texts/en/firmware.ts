import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { firmware as zhCN } from '../zh-CN/firmware.ts';

export const firmware: SameTexts<typeof zhCN> = {
  firmware: {
    title: 'Firmware',
    empty: 'No firmware has been released yet',
    emptyText: 'Your own key signs firmware and never leaves your computer. In a terminal, one after the other:',
    release: 'Firmware {{version}}',
    takesBack: 'Takes {{version}} back to this version',
    created: 'Created',
    states: {
      draft: 'Draft',
      offered: 'Rolling out',
      halted: 'Halted',
      finished: 'Finished',
      withdrawn: 'Withdrawn',
    },
    share: 'To {{share}} % of the fleet',
    noImage: 'The image is not here yet: run kaitong firmware release',
    clearance: {
      verified: 'Passed a verification',
      tested: 'Passed the extended test',
      takes_back: 'Takes back a version, needs no test',
    },
    notCleared:
      'This version has not passed yet, so it goes to no more than 5 % of the fleet. Take a tester’s camera that has updated to it: run the whole extended test, or verify the release, which waits up to a day for an event of the camera’s own:',
    verification: {
      verifying: 'A verification waits for an event of the camera.',
      approved: 'The last verification passed.',
      rejected:
        'The last verification did not pass. If its upload or its clip failed, the release is halted and new sales are stopped; what owners paid for goes on.',
      cancelled: 'The last verification was cancelled.',
      refused: 'The last verification did not begin.',
    },
    look: 'Look at it',
    test: 'Go to the extended test',
    unreachable: '{{regions}} does not answer; its units are not counted.',
    units: 'Units by state',
    counts: {
      offered: 'Offered',
      downloading: 'Downloading',
      installed: 'Installed',
      failed: 'Failed',
      rolledBack: 'Rolled back',
    },
    haltedBy: 'The platform halted it',
    haltedText:
      'Footage of units that updated arrives less often than that of the others, so no more units are offered it.',
    uploads: 'Events that arrived whole',
    watched: 'Events of the last day that arrived whole, looked at every five minutes:',
    nothingOpened: 'no events yet ({{units}} units)',
    updated: 'Updated',
    others: 'All others',
    success: '{{percent}} % ({{arrived}} of {{opened}}, {{units}} units)',
    goBack:
      'Units that updated do not go back by themselves. Give the version before a number of its own, sign it as taking this one back, then release it and roll it out:',
    moves: {
      offer: 'Start the roll-out',
      widen: 'Widen to {{next}} %',
      halt: 'Halt',
      resume: 'Resume',
      finish: 'Finish',
      withdraw: 'Withdraw',
    },
    ask: {
      offer: 'Offer firmware {{version}} to {{next}} % of the fleet?',
      widen: 'Offer firmware {{version}} to {{next}} % of the fleet?',
      halt: 'Halt firmware {{version}}?',
      resume: 'Resume firmware {{version}}?',
      finish: 'Finish firmware {{version}}?',
      withdraw: 'Withdraw firmware {{version}}?',
    },
    means: {
      offer: 'Units get it when they ask next. If their uploads become clearly worse, the platform halts it.',
      widen: 'Units get it when they ask next. The share can grow, and never shrinks.',
      halt: 'No more units are offered it; those that updated stay as they are. You can resume it later.',
      resume: 'It is offered to the same share as before, and its uploads are watched anew.',
      finish: 'Units that have not updated still get it later; the platform no longer watches its uploads.',
      withdraw:
        'The image is deleted and offered to nobody any more; units that updated stay as they are. It cannot be undone, and the version number is used up.',
    },
    moved: 'Firmware {{version}}: {{state}}',
  },
};
