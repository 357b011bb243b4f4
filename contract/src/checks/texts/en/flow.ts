import type { ChecksTexts } from '../../texts.ts';

/** Of the course of an upload, and what was seen before. */
export const flow = {
  replay: {
    title: 'Not recorded for this run',
    sentence: 'The video does not belong to this verification: {measured}.',
    cause: 'An old buffer or file was uploaded again.',
    fix: 'After the upload permission has come, let the device detect motion by itself, record anew and upload that.',
  },
  'flow.offline_in_upload': {
    title: 'Offline in mid-upload',
    sentence: 'The device was offline between the opening of its event and the close.',
    cause:
      'It lost power, restarted or lost its network; a battery device may have gone to sleep before its upload ended.',
    fix: 'Look in the device’s log for a restart or a lost network at this time; a battery device sleeps only when the event is closed.',
  },
  'flow.event_not_closed': {
    title: 'Event not closed',
    sentence: 'The device did not close the event after uploading.',
    cause: 'The firmware leaves the step out, or went to sleep before it.',
    fix: 'Close the event after the last commit; a battery device sleeps only when that has succeeded.',
  },
  'flow.segment_missing': {
    title: '[one?Object missing|Objects missing]',
    sentence:
      '[one?Object number {measured} of the event never arrived.|Of the event’s objects (segments and snapshot) the numbers {measured} never arrived.][arrived? Those that arrived: {arrived}.|][asked? An upload target was asked for number {asked}, and no commit followed.|][unasked? No upload target was asked for.|][joined? The footage before and behind joins without a hole.|][holeMs? The footage jumps by {holeMs} there.|]',
    cause:
      '[asked?The PUT or the commit failed and was not repeated.|An upload failed and was not repeated, or a number was counted that no object has.]',
    fix: 'Upload in order; when one fails, repeat it rather than skip it.[joined? Where no footage is missing, count an object only once it is there: its number, and the number of objects at the close.|]',
  },
  'flow.commit_before_put': {
    title: 'Committed before the upload was done',
    sentence: 'Object {object} was committed before it had been uploaded.',
    cause: 'The device did not wait for the answer to its PUT.',
    fix: 'Commit after the PUT has succeeded.',
  },
  'flow.upload_after_end': {
    title: 'Upload after the permission ended',
    sentence:
      'The device went on uploading object {object} after its upload permission had ended; this data is not used.',
    cause: 'The device does not act on the end of its upload permission.',
    fix: 'When the upload permission ends or a request is refused, stop uploading and empty the queue.',
  },
  'flow.token_expired': {
    title: 'Token expired during the upload',
    sentence: "The device's token expired during the upload, and later requests were refused.",
    cause: 'The device did not renew its token in time.',
    fix: 'Renew the token before it expires, then go on with the objects that are left.',
  },
  'flow.event_too_long': {
    title: 'Event too long',
    sentence: 'The event reaches {measured}; the limit is {limit}.',
    cause: 'The device does not read maxFootageMs, or does not split an event while motion goes on.',
    fix: 'Close the event when it has maxFootageMs of footage (5 minutes where it names none), and open another if needed.',
  },
  'flow.no_pre_record': {
    title: 'No pre-record',
    sentence: 'The first segment holds {measured} from before the trigger; at least {limit} should be there.',
    cause: 'There is no ring buffer, or it was not used when the event began.',
    fix: 'Keep the last seconds of video and put them into the first segment.',
  },
} satisfies ChecksTexts;
