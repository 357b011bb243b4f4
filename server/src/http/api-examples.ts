import type { Examples } from './kit/openapi.ts';

const uuid = 'kt0a1b2c3d4e5f6a7b';
const deviceId = 'n4q8w2m6z1x9c5v7b3k0';
const eventId = 'ev3k9t2m8q5w7x1c4z6b';
const serverTime = '2026-01-31T08:00:00.000Z';
const firmware = '2.3.0';
const url = 'https://cam.example.com/cn/objects/v1/ev3k9t2m8q5w7x1c4z6b/0?expires=1769846460&signature=q2Xc9T';
const segment = {
  n: 0,
  kind: 'segment',
  bytes: 412_304,
  durationMs: 4000,
  md5: '7d793037a0760186574b0282f2f435e7',
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  iv: '5f1d7a3c9b2e4860a1c3e5f708192a3b',
  ageMs: 180,
};
/** The first that docs/protocol/vectors/firmware.json signs. */
const update = {
  manifest: {
    pid: 'pd7k2m9q4x1w8z3v',
    version: '2.4.0',
    bytes: 16,
    sha256: '70e7acfc8a331f1a3166e1659b0afa56198b47a8b0fc611e21c23650918bf2c5',
    takesBack: null,
  },
  signature:
    'd1f2cc64d57624b43df253873ae757673458fef8a96925b79ba24351d5cb6ef44cebc176ee57acb97eb1cb8c6d4e3b288122f213022d45f55319c15b4b651504',
};
const target = {
  n: 0,
  state: 'waiting',
  method: 'PUT',
  url,
  headers: { 'content-length': '412304', 'content-md5': 'fXkwN6B2AYZXSwKC8vQ15w==' },
  expiresAt: '2026-01-31T08:01:00.000Z',
};

/** What a camera sends and hears, call by call. The proof of the pairing is the first one of docs/protocol/vectors/hmac.json. */
export const deviceExamples: Examples = {
  pairDevice: {
    body: {
      token: 'kp_3vQ8mZr1Yt6Wn4Xc',
      uuid,
      proof: 'e7f5950c68688afcb80a98257c573197676047c74317ea80e3fe59daf3f43e50',
      firmware,
      features: { sleepy: false, probe: true, simulate: false },
    },
    reply: {
      deviceId,
      secret: 'ks_9f2c7a61d0e84b35',
      region: 'cn',
      mqttUrl: 'mqtts://cam.example.com:8883',
      serverTime,
    },
  },
  getChallenge: { body: { deviceId }, reply: { challenge: 'kc_7Hq2LwN8sV5bXz0P', serverTime } },
  getToken: {
    body: {
      deviceId,
      challenge: 'kc_7Hq2LwN8sV5bXz0P',
      proof: 'a1526603c21b9e047974362c23b4e72fb2725d1a3e06fcdc6a1af12781b7c816',
    },
    reply: {
      token: 'kd_Qm5vN8r2',
      expiresAt: '2026-01-31T09:00:00.000Z',
      mqttUrl: 'mqtts://cam.example.com:8883',
      serverTime,
      statusSeconds: 600,
    },
  },
  getRecordingGrant: {
    reply: {
      version: 7,
      recording: 'continuous',
      until: '2026-02-28T16:00:00.000Z',
      maxEventMs: 300_000,
      maxPreRecordMs: 10_000,
      minContinuousSegmentMs: 10_000,
      segmentSeconds: 10,
    },
  },
  getFirmwareOffer: {
    reply: {
      offer: {
        releaseId: 'fr0a1b2c3d4e5f6a7b8c',
        ...update,
        notes: { 'zh-CN': '修复夜间录像偶尔中断的问题', en: 'Recording no longer stops at times by night' },
        url: 'https://cam.example.com/cn/objects/firmware/fr0a1b2c3d4e5f6a7b8c?expires=1769847300&signature=4pQ9',
        expiresAt: '2026-01-31T08:15:00.000Z',
      },
    },
  },
  reportFirmware: {
    body: { releaseId: 'fr0a1b2c3d4e5f6a7b8c', attempt: 1, report: 'downloading', firmware },
    reply: {},
  },
  openEvent: {
    body: {
      deviceEventId: '1769846398-17',
      type: 'motion',
      startedAt: '2026-01-31T07:59:58.000Z',
      ageMs: 2000,
      preRecordMs: 2000,
      declaration: { container: 'ts', codec: 'h264', width: 1920, height: 1080, encryption: 'aes-128' },
      firmware,
    },
    reply: {
      eventId,
      state: 'open',
      key: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
      targets: [],
      maxFootageMs: null,
      serverTime,
    },
  },
  declareObject: { body: segment, reply: target },
  commitObject: {
    body: {
      next: { ...segment, n: 1, md5: '5d41402abc4b2a76b9719d911017c592', iv: '8c6976e5b5410415bde908bd4dee15df' },
    },
    reply: { next: { ...target, n: 1 } },
  },
  closeEvent: { body: { objects: 3, durationMs: 8000, firmware }, reply: { eventId, state: 'closed' } },
};

/** How a program opens cloud storage for a product, and tests a device of it. */
export const consoleExamples: Examples = {
  createApplication: { body: { deviceId } },
  createBulkActivation: { body: { deviceIds: [deviceId, 'n4q8w2m6z1x9c5v7b3k1'] } },
  startConformance: { body: { deviceId, items: ['uplink-lost', 'token-expired'] } },
  startSoak: { body: { deviceId } },
};
