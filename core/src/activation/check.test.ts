import type {
  ApplicationId,
  DeviceId,
  FirmwareVersion,
  Pid,
  ProblemCode,
  Region,
  SampleKind,
  Uuid,
} from '@kaitong/contract';
import { describe, expect, test } from 'vitest';
import { type CheckFacts, chooseDevice, decideCheck, olderShare } from './check.ts';

const device = (over: object = {}) => ({
  deviceId: '6c498a7ef85bd838ffkgxb' as DeviceId,
  pid: 'u3l4pfwkoa0twmgg' as Pid,
  uuid: 'uuid0123456789abcdef' as Uuid,
  pairedAt: '2026-01-01T00:00:00.000Z',
  presence: 'online' as const,
  isExpected: true,
  firmware: '2.3.0' as FirmwareVersion,
  features: { sleepy: false, probe: false, simulate: false },
  sample: 'firmware' as SampleKind,
  motionDetection: null,
  region: 'cn' as Region,
  judge: true,
  ...over,
});

const fine: CheckFacts = {
  runsToday: 0,
  agreementInForce: true,
  lookup: { found: [device()], silent: [] },
  pidAllowed: true,
  pidActivated: false,
  demonstrated: false,
  release: null,
  runInProgress: null,
  fleet: [],
  olderFirmwareAccepted: false,
};

// Each line makes one more thing wrong, from the last check to the first: the newest wrong thing must win.
const worse: [ProblemCode, Partial<CheckFacts>][] = [
  ['judge_unavailable', { lookup: { found: [device({ judge: false })], silent: [] } }],
  [
    'older_firmware_in_field',
    {
      fleet: [
        { firmware: '2.2.9', units: 1 },
        { firmware: '2.3.0', units: 2 },
      ],
    },
  ],
  ['device_offline', { lookup: { found: [device({ judge: false, presence: 'offline' })], silent: [] } }],
  ['run_in_progress', { runInProgress: { applicationId: null } }],
  ['pid_already_activated', { pidActivated: true }],
  ['pid_not_in_account', { pidAllowed: false }],
  ['device_unknown', { lookup: { found: [], silent: [] } }],
  ['agreement_not_in_force', { agreementInForce: false }],
  ['run_limit_reached', { runsToday: 20 }],
];

describe('prechecks', () => {
  test('a good sample passes', () => expect(decideCheck(fine)).toBeUndefined());

  test('what a browser’s camera activated makes way for anything else, and for no browser', () => {
    const shown = { ...fine, pidActivated: true, demonstrated: true };
    const by = (sample: SampleKind): CheckFacts => ({ ...shown, lookup: { found: [device({ sample })], silent: [] } });
    expect(decideCheck(by('firmware'))).toBeUndefined();
    expect(decideCheck(by('bridge'))).toBeUndefined();
    expect(decideCheck(by('browser'))?.code).toBe('pid_already_activated');
    expect(decideCheck({ ...by('firmware'), demonstrated: false })?.code).toBe('pid_already_activated');
  });

  test('are looked at in their order: the first that fails is the answer', () => {
    let facts = fine;
    for (const [code, change] of worse) {
      facts = { ...facts, ...change };
      expect(decideCheck(facts)?.code).toBe(code);
    }
  });

  test('a region that did not answer is named, rather than the device called unknown', () => {
    const lookup = { found: [], silent: ['eu' as Region] };
    expect(decideCheck({ ...fine, lookup })).toEqual({ code: 'region_unreachable', params: { region: 'eu' } });
    expect(decideCheck({ ...fine, lookup: { ...fine.lookup, silent: ['eu' as Region] } })).toBeUndefined();
  });

  test('if two regions know the id, the newest pairing is meant', () => {
    const found = [device(), device({ region: 'eu', pairedAt: '2026-02-01T00:00:00.000Z' })];
    expect(chooseDevice({ found, silent: [] })?.region).toBe('eu');
  });

  test('a run that goes on is named, unless it is another account’s', () => {
    const running = 'ap000000000000000001' as ApplicationId;
    expect(decideCheck({ ...fine, runInProgress: { applicationId: running } })?.params).toEqual({ running });
    expect(decideCheck({ ...fine, runInProgress: { applicationId: null } })?.params).toEqual({});
  });

  test('a sleepy camera need not be online', () => {
    const lookup = {
      found: [device({ presence: 'dormant', features: { sleepy: true, probe: false, simulate: false } })],
      silent: [],
    };
    expect(decideCheck({ ...fine, lookup })).toBeUndefined();
  });

  test('older firmware in the field is a question that can be answered yes', () => {
    const fleet = [
      { firmware: '2.2.9', units: 1 },
      { firmware: '2.3.0', units: 2 },
    ];
    expect(decideCheck({ ...fine, fleet })).toMatchObject({ params: { share: 34 } });
    expect(decideCheck({ ...fine, fleet, olderFirmwareAccepted: true })).toBeUndefined();
  });

  test('a release is verified on an activated product, with a camera that runs it, whatever the fleet runs', () => {
    const fleet = [{ firmware: '2.2.9', units: 1 }];
    const ready = { ...fine, fleet, pidActivated: true, release: { version: '2.3' } };
    expect(decideCheck(ready)).toBeUndefined();
    expect(decideCheck({ ...ready, pidActivated: false })?.code).toBe('product_not_activated');
    expect(decideCheck({ ...ready, release: { version: null } })?.code).toBe('not_found');
    const byBrowser = { found: [device({ sample: 'browser' })], silent: [] };
    expect(decideCheck({ ...ready, lookup: byBrowser })?.code).toBe('release_not_by_browser');
    expect(decideCheck({ ...ready, release: { version: '2.4.0' } })).toEqual({
      code: 'release_not_on_device',
      params: { version: '2.4.0', firmware: '2.3.0' },
    });
  });

  test('versions are compared by number, not by letter', () => {
    expect(olderShare([{ firmware: '2.10.0', units: 1 }], '2.9.0')).toBe(0);
    expect(olderShare([{ firmware: '2.9', units: 1 }], '2.9.0')).toBe(0);
  });
});
