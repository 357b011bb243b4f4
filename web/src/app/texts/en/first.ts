import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { first as zhCN } from '../zh-CN/first.ts';

export const first: SameTexts<typeof zhCN> = {
  common: {
    cancel: 'Cancel',
    save: 'Save',
    retry: 'Try again',
    back: 'Back',
    copy: 'Copy',
    copied: 'Copied',
    more: 'Show more',
    reading: 'Reading…',
    loading: 'Reading: {{what}}',
    code: 'Error code: {{code}}',
    separator: ', ',
  },
  title: '{{page}} – Kaitong',
  tabs: { label: 'Main navigation', devices: 'Cameras', notices: 'Notices', me: 'Me', unread: 'New notices' },
  connection: {
    kept: 'No network. What you see is from {{time}}; it updates by itself when the network is back.',
    offline: 'No network. What you see is from before; it updates by itself when the network is back.',
    full: 'The platform’s storage is full: cameras cannot save anything new for now. Your recordings stay, and you can watch and delete them.',
    lost: 'The connection to the server is lost and being restored. What you see is from before.',
  },
  missing: {
    title: 'There is no such page',
    text: 'The address may be mistyped, or the camera was removed.',
    home: 'Back to cameras',
  },
  unreachable: { title: 'The server cannot be reached', text: 'Check the network and try again.' },
  broken: { title: 'This page failed', text: 'A fault in the program, nothing you did. Open the page again.' },
  presence: { online: 'Online', offline: 'Offline', dormant: 'Dormant' },
  starting: { account: 'Account' },
  devices: {
    title: 'Cameras',
    add: 'Add a camera',
    empty: 'No cameras yet',
    emptyText: 'Power a camera up and let it scan the code from this app. It then appears here.',
    lastSeen: 'Last seen',
    never: 'Never online',
    push: 'Push device',
    lastPush: 'Last received',
    neverPush: 'Nothing received yet',
    former: 'No longer yours',
    formerUntil: 'Recordings until',
  },
};
