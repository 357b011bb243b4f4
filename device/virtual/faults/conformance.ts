import type { Fault } from './fault.ts';
import { counted } from './time.ts';

/** What the extended test finds and a verification does not. One that ends like an item fails that item. */
export const conformanceFaults = {
  'conformance.motion-off': { about: 'uploads no event while its motion alarm is off', flow: 'obeys_switch' },
  'conformance.privacy-mode': { about: 'goes on recording in privacy mode', flow: 'ignores_privacy' },
  'conformance.back-to-back': { about: 'sees nothing right after it has sent an event', flow: 'cools_down' },
  'conformance.long-event': { about: 'records on beyond the limit of its recording grant', flow: 'too_long' },
  'conformance.uplink-lost': { about: 'drops what it has when the line is lost', flow: 'forgets_on_lost_line' },
  'conformance.server-restart': { about: 'drops what it has when it is answered 503', flow: 'forgets_on_503' },
  'conformance.token-expired': { about: 'gets no new token in the middle of an event', flow: 'keeps_open_token' },
  'conformance.wrong-clock': { about: 'goes by its own clock, which is 90 seconds behind', flow: 'own_clock' },
  'conformance.key-rotation': { about: 'encrypts every event with its first key', flow: 'reuses_key' },
  'conformance.rate': {
    about: 'delivers 21 frames a second and stamps 25, without sound and ages',
    picture: { fps: 21 },
    group: counted(21, 25),
    flow: 'no_ages',
  },
  'conformance.night': {
    about: 'delivers half its frames at night and stamps them as by day, without ages',
    picture: { slowNight: true },
    flow: 'no_ages',
  },
  'conformance.power-cut': { about: 'tries a lost line again every second', flow: 'hurries_back' },
  'conformance.same_pauses': {
    about: 'waits as long as every time before it tries a lost line again',
    flow: 'same_pauses',
  },
  'conformance.sleep': { about: 'goes to sleep without saying so', flow: 'sleeps_unsaid' },
  'conformance.update': { about: 'installs new firmware in mid-recording', flow: 'installs_at_once' },
  'conformance.update_unsaid': { about: 'says nothing of what came of an update', flow: 'update_unsaid' },
  'conformance.update_unasked': { about: 'takes the update command, and asks for nothing', flow: 'update_unasked' },
  'conformance.secret_cloned': { about: 'has a twin that connects with the same secret', flow: 'has_twin' },
  'conformance.wrong-broker': { about: 'connects to brokers with any certificate', flow: 'trusts_any_broker' },
  'conformance.wrong-certificate': { about: 'uploads to servers with any certificate', flow: 'trusts_anybody' },
  'conformance.record_unanswered': { about: 'never answers a recording grant', flow: 'record_not_acknowledged' },
  'conformance.never_closed': { about: 'closes no event of a recording grant', flow: 'closes_nothing' },
  'conformance.line_given_up': { about: 'connects once, and never again after its line broke', flow: 'stays_away' },
  'conformance.address_kept': { about: 'asks for no new token when the broker refuses it', flow: 'keeps_address' },
  'conformance.wrong_age': { about: 'says that everything is 90 seconds older than it is', flow: 'wrong_age' },
  'conformance.sent_again': { about: 'sends the whole event again after a broken line', flow: 'sends_again' },
} as const satisfies Record<string, Fault>;
