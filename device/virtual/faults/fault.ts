import type { Container, Encryption, EventDeclaration, VideoCodec } from '@kaitong/contract/checks';
import type { EventObject, Seal } from '../../src/index.ts';
import type { Group, VideoFormat } from '../encode/frames.ts';
import type { PictureFault } from '../sources/drawn.ts';

/** What a camera is set to record and declare. */
export type Recipe = { container: Container; codec: VideoCodec; encryption: Encryption };

export type Place = { format: VideoFormat; container: Container; segment: number };

/** What goes wrong outside of the footage. */
export type FlowFault =
  | 'grant_not_acknowledged'
  | 'grant_refused'
  | 'no_event'
  | 'no_upload'
  | 'offline_in_upload'
  | 'not_closed'
  | 'upload_after_revoke'
  | 'commits_first'
  | 'counts_lost'
  | 'keeps_token'
  | 'own_clock'
  | 'keeps_open_token'
  | 'obeys_switch'
  | 'ignores_privacy'
  | 'cools_down'
  | 'forgets_on_lost_line'
  | 'forgets_on_503'
  | 'reuses_key'
  | 'trusts_anybody'
  | 'trusts_any_broker'
  | 'too_long'
  | 'no_pre_record'
  | 'no_ages'
  | 'record_not_acknowledged'
  | 'closes_nothing'
  | 'stays_away'
  | 'keeps_address'
  | 'wrong_age'
  | 'sends_again'
  | 'hurries_back'
  | 'same_pauses'
  | 'has_twin'
  | 'sleeps_unsaid'
  | 'installs_at_once'
  | 'update_unsaid'
  | 'update_unasked'
  | 'nonce_wrong';

/** One way to be broken. Each part changes one thing on the way from the picture to the platform. */
export type Fault = {
  /** For `--help`: what the firmware does wrong. */
  about: string;
  /** Only a camera set like this can have it. */
  needs?: Partial<Recipe>;
  picture?: PictureFault;
  /** Coded pictures before they are packed. `index` counts groups from 0. */
  group?(group: Group, index: number, format: VideoFormat): Group;
  /** A packed object before it is sealed; undefined leaves it out. */
  object?(object: EventObject, place: Place): EventObject | undefined;
  declaration?(declaration: EventDeclaration): EventDeclaration;
  seal?: Seal;
  flow?: FlowFault;
};
