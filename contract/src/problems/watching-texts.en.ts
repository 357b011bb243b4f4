import type { ProblemTexts } from './fill-text.ts';

/** Of footage that is watched, and of who may. */
export const watching = {
  footage_gone: { title: 'This footage is gone', remedy: 'It was deleted, or its time was over.' },
  footage_unfinished: { title: 'This footage is not complete yet', remedy: 'Watch it now, and download it later.' },
  footage_without_video: { title: 'This event has no video', remedy: 'Its device sent a picture, and nothing else.' },
  keep_quota_exceeded: {
    title: 'There is no room to keep this',
    remedy:
      'This camera keeps {used} of {quota} MB, and this needs {needed} MB. Let something go that is kept, download this instead, or choose a plan that keeps more.',
  },
  keep_unpaid: {
    title: 'Nothing more can be kept while this camera has no cloud storage',
    remedy: 'What is kept stays until its date. Renew the cloud storage, or download the recording.',
  },
  keep_too_late: {
    title: 'It is too late to keep this',
    remedy: 'It is deleted within the hour. Download it now.',
  },
  keep_unfinished: {
    title: 'This is still being recorded',
    remedy: 'It can be kept as soon as the camera has finished it: try again in a moment.',
  },
  cut_empty: {
    title: 'Nothing was recorded in this range',
    remedy: 'Choose one that holds footage: the timeline shows where there is some.',
  },
  cut_too_large: {
    title: 'This range is too large',
    remedy: 'At most {hours} h and {gigabytes} GB can be cut at once. Make it shorter, or cut it in parts.',
  },
  cut_not_for_link: {
    title: 'A link cannot show this range',
    remedy: 'This camera sends each recording as one file. Download the range, or share its events one by one.',
  },
  playback_ended: {
    title: 'Playback has ended',
    remedy: 'The session expired or was ended. Open the recording again.',
  },
  share_ended: {
    title: 'This link has ended',
    remedy: 'It expired or was revoked. Ask whoever sent it for a new one.',
  },
  share_pin_needed: {
    title: 'This link opens with a PIN',
    remedy: 'Ask whoever sent the link for its PIN, and open the link in a browser.',
  },
  share_pin_wrong: {
    title: 'This is not the PIN of the link',
    remedy: 'Check the digits. Tries that are left before the link pauses: {left}.',
  },
  share_paused: {
    title: 'This link is paused',
    remedy: 'A wrong PIN was typed too often. Whoever sent it was told, and can let it open again.',
  },
  conversion_unavailable: {
    title: 'The server cannot convert video now',
    remedy: 'This browser does not play H.265. Use one that does, or download the file.',
  },
  conversion_queued: {
    title: 'This video is being prepared',
    remedy: 'It is converted for this browser, and {before} parts come first. Ask again in {seconds} s.',
  },
  share_conversions_exceeded: {
    title: 'This link has had as much converted as it may for now',
    remedy: 'Try again in {seconds} s, or use a browser that plays H.265.',
  },
  household_invitation_ended: {
    title: 'This invitation is good for nothing any more',
    remedy: 'An invitation works once, for 24 hours. Ask whoever sent it for a new one.',
  },
  household_invitation_own: {
    title: 'This invitation is your own',
    remedy: 'Send it to whom you want to let in. They open it signed in with their own account.',
  },
  household_full: {
    title: 'This household has {n} members already',
    remedy: 'That is the most. Its owner can remove somebody, and the link works again while its 24 hours last.',
  },
  household_right_missing: {
    title: 'The owner of this camera has not allowed you to do this',
    remedy: 'Ask the owner: some things they can allow you under Household, others they alone can do.',
  },
  storage_unavailable: {
    title: 'The store of recordings is out of reach for a moment',
    remedy:
      'Nothing that was acknowledged is lost. Try again in {seconds} s; if it stays, tell the operator that the object store does not answer.',
  },
} satisfies Partial<ProblemTexts>;
