import {
  type Clock,
  type ConnectionPort,
  type Credentials,
  type DeviceOptions,
  type Fetch,
  type RegionPort,
  regionOverHttp,
  seal,
} from '../../../src/index.ts';
import type { Fault, FlowFault } from '../fault.ts';
import { closingNothing } from './closes-nothing.ts';
import { committingFirst } from './commits-first.ts';
import { countingLost } from './counts-lost.ts';
import { forgettingOn503, forgettingOnLostLine } from './forgetful.ts';
import { hurryingBack } from './hurries-back.ts';
import { keepingAddress, keepingOpenToken, keepingToken } from './kept-tokens.ts';
import { deafToRevoke, goingOn } from './outlives-grant.ts';
import { overlooking } from './overlooking.ts';
import { agingTooMuch, goingByOwnClock } from './own-clock.ts';
import { reusingKey } from './reuse-key.ts';
import { sendingAgain } from './sends-again.ts';
import { silentTo } from './silent-to.ts';
import { askingForNothing, reportingNothing } from './silent-updates.ts';
import { stayingAway } from './stays-away.ts';
import { trustingAnybody } from './trusting.ts';
import { havingTwin } from './twin.ts';

export type Wiring = {
  fault: Fault | undefined;
  credentials: Credentials;
  firmware: string;
  clock: Clock;
  fetch: Fetch;
  connect: ConnectionPort;
  /** Drops what waits for the uplink. */
  forget(): void;
};

/** What a camera with this fault gives its device to reach the platform with: the usual ports, one of them broken. */
export function wire(
  wiring: Wiring,
): Required<Pick<DeviceOptions, 'fetch' | 'region' | 'connect' | 'seal' | 'random'>> {
  const { fault, credentials } = wiring;
  const fetch = fetchWith(fault?.flow, wiring);
  return {
    fetch,
    region: regionWith(fault?.flow, regionOverHttp(credentials.url, fetch), wiring),
    connect: connectionWith(fault?.flow, wiring),
    random: fault?.flow === 'same_pauses' ? () => 0.5 : Math.random,
    seal: fault?.flow === 'reuses_key' ? reusingKey() : (fault?.seal ?? seal),
  };
}

function fetchWith(flow: FlowFault | undefined, { fetch, forget }: Wiring): Fetch {
  switch (flow) {
    case 'forgets_on_503':
      return forgettingOn503(fetch, forget);
    case 'forgets_on_lost_line':
      return forgettingOnLostLine(fetch, forget);
    case 'trusts_anybody':
      return trustingAnybody(fetch);
    default:
      return fetch;
  }
}

function regionWith(flow: FlowFault | undefined, region: RegionPort, { credentials, clock }: Wiring): RegionPort {
  switch (flow) {
    case 'commits_first':
      return committingFirst(region);
    case 'closes_nothing':
      return closingNothing(region);
    case 'counts_lost':
      return countingLost(region);
    case 'keeps_token':
      return keepingToken(region, { credentials, clock });
    case 'keeps_address':
      return keepingAddress(region);
    case 'keeps_open_token':
      return keepingOpenToken(region);
    case 'own_clock':
      return goingByOwnClock(region, clock);
    case 'sends_again':
      return sendingAgain(region);
    case 'upload_after_revoke':
      return goingOn(region);
    case 'update_unasked':
      return askingForNothing(region);
    case 'update_unsaid':
      return reportingNothing(region);
    case 'wrong_age':
      return agingTooMuch(region);
    default:
      return region;
  }
}

function connectionWith(flow: FlowFault | undefined, { connect, firmware, clock }: Wiring): ConnectionPort {
  switch (flow) {
    case 'grant_not_acknowledged':
      return silentTo('grant', connect);
    case 'has_twin':
      return havingTwin(connect, clock);
    case 'hurries_back':
      return hurryingBack(connect, clock);
    case 'record_not_acknowledged':
      return silentTo('record', connect);
    case 'stays_away':
      return stayingAway(connect);
    case 'trusts_any_broker':
      return overlooking(connect);
    case 'upload_after_revoke':
      return deafToRevoke(connect, firmware);
    default:
      return connect;
  }
}
