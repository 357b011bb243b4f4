import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { zhCN } from './zh-CN.ts';

export const en: SameTexts<typeof zhCN> = {
  title: 'Privacy and leaving',
  stored: 'What is stored',
  storedText:
    'Your account (name, e-mail or phone number, hashed password, public keys of passkeys, browsers that signed in), your cameras with their settings, orders, and the recordings of cloud storage that you bought. Recordings lie encrypted in your region.',
  kept: 'For how long',
  keptText:
    'Recordings for the days of their plan; they go on the day after, unless you keep them for longer. Seven days after cloud storage has expired their keys are destroyed. Footage of verifications stays 24 hours at most. You may delete any recording at any time, and export everything.',
  archives: 'What backups and archives keep',
  archivesText:
    'The operator makes backups. They hold accounts, cameras and the index of recordings, and no keys of recordings. What you delete stays in backups from before until the operator destroys those (we suggest 35 days at most). Once a key is destroyed, nobody opens the encrypted recordings any more, in whatever copy; what a camera sent unencrypted, which is rare, can be read in copies of the files until those are destroyed. Should an older backup be restored, deleted recordings are deleted again for 45 days, and deleted accounts for {{days}} days.',
  books: 'What stays after you left',
  booksText:
    'Orders and refunds (amounts, times, and the numbers of account and camera, without any name or address), since the books must be kept, and what your payment company keeps of payments; requests that you sent to the operator, with the name and the contact in them, kept by the operator; the numbers of cameras, which makers’ verifications name; when your cameras saw something and what kind it was, without any picture, until the day on which the recording would have gone; in the server’s log the numbers of camera and account and the internet address from which a camera was paired, for as long as the operator keeps logs; in the operator’s and makers’ records that somebody helped you, searched for you or had you as a tester, the account’s number without name or address; copies of answers to makers’ programs, for a day; and for an hour, by your address, how often a wrong password was tried.',
  remove: 'Delete account',
  removeText:
    'All cameras are removed and all recordings deleted for good; what is left of paid plans is refunded. You may sign up with the same address again, and nothing comes back.',
  removeTitle: 'Delete the account and all recordings?',
  removeSure: 'This cannot be undone. If you need recordings, export all data under “Me” first.',
  password: 'Current password',
  wrong: 'The password is wrong',
  removing: 'Deleting…',
  cancel: 'Keep the account',
  receipt: 'The account is deleted',
  receiptText: 'Keep this receipt. Nobody can sign in any more; this link shows at any time whether all of it is gone.',
  id: 'Receipt',
  region: 'Region',
  deletedAt: 'Deleted',
  devices: 'Cameras removed',
  recordings: 'Recordings deleted',
  recordingsOf: '{{n}}, {{size}}',
  keys: 'Keys destroyed',
  keysOf: '{{n}}, at {{time}}',
  noKeys: 'None',
  objects: 'Files removed',
  pending: 'Under way; it takes minutes',
  repeated: 'If an older backup is restored',
  repeatedOf: 'Deleted again, for {{days}} days',
  save: 'Save the receipt',
  copyLink: 'Copy the receipt’s link',
  missing: 'The link is incomplete, or there is no such receipt',
};
