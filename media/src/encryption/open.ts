import type { EventDeclaration, ObjectDeclaration } from '@kaitong/contract/checks';
import type { FindingList } from '../finding-list.ts';
import { fromHex } from '../hex.ts';
import type { Ports } from '../ports.ts';
import { isMedia, type Sniffed, sniffContainer, sniffPastFirstBlock } from '../sniff.ts';
import { findTextMode } from '../text-mode.ts';
import { decipherCbc, paddingOf } from './cbc.ts';
import { looksRandom } from './entropy.ts';
import { isForeignInTheClear } from './in-the-clear.ts';
import { findKeyMistake, isOpenedBy, isOtherMode, nameIv } from './mistakes.ts';

export type OpenInput = {
  bytes: Uint8Array;
  object: ObjectDeclaration;
  event: EventDeclaration;
  key: Uint8Array | undefined;
  /** Last 16 bytes of the object before, hex. */
  earlierTail: string | undefined;
};

export type Opened = {
  /** What a reader can work on; null when the object cannot be decrypted. */
  plain: Uint8Array | null;
  content: Sniffed;
};

/** Gets at the plaintext, and names what the firmware did wrong when that fails (`enc.*`). */
export function openObject(input: OpenInput, ports: Ports, findings: FindingList): Opened {
  const asReceived = sniffContainer(input.bytes);
  if (input.event.encryption === 'none') return openPlain(input, asReceived, ports, findings);
  if (isMedia(asReceived)) {
    findings.add('enc.missing', { measured: asReceived });
    return { plain: input.bytes, content: asReceived };
  }
  if (isForeignInTheClear(input.bytes, asReceived)) {
    // A page of a proxy was never footage: there is nothing to encrypt.
    if (asReceived !== 'text') findings.add('enc.missing', { measured: asReceived });
    return { plain: input.bytes, content: asReceived };
  }
  const { key, object } = input;
  if (!key || object.iv === null) {
    findings.add(key ? 'enc.iv' : 'enc.key', { measured: 'missing' });
    return { plain: null, content: 'unknown' };
  }
  return openEncrypted(input, key, fromHex(object.iv), ports, findings);
}

function openPlain(input: OpenInput, content: Sniffed, ports: Ports, findings: FindingList): Opened {
  const { bytes, key } = input;
  if (isMedia(content) || content === 'empty') return { plain: bytes, content };
  const decrypted =
    key && bytes.length % 16 === 0 && sniffPastFirstBlock(decipherCbc(bytes, key, new Uint8Array(16), ports));
  if ((decrypted && isMedia(decrypted)) || (content === 'unknown' && bytes.length % 16 === 0 && looksRandom(bytes))) {
    findings.add('enc.undeclared', { measured: decrypted && isMedia(decrypted) ? 'event_key' : 'random' });
    return { plain: null, content };
  }
  return { plain: bytes, content };
}

function openEncrypted(input: OpenInput, key: Uint8Array, iv: Uint8Array, ports: Ports, findings: FindingList): Opened {
  const { bytes } = input;
  const whole = bytes.subarray(0, bytes.length & ~15);
  if (whole.length === 0) {
    findings.add('enc.block', { measured: bytes.length % 16 });
    return { plain: null, content: 'unknown' };
  }
  const padded = decipherCbc(bytes, key, iv, ports);
  const padding = paddingOf(padded);
  const plain = padded.subarray(
    0,
    padded.length - (padding.is === 'pkcs7' ? padding.length : fillerOf(padded, input.event)),
  );
  const reportEnd = () => {
    if (bytes.length % 16 !== 0) findings.add('enc.block', { measured: bytes.length % 16, offset: whole.length });
    else if (padding.is === 'wrong')
      findings.add('enc.padding', { measured: unpaddedEnd(padded, input.event), offset: padded.length - 16 });
  };
  // It was changed before it was encrypted.
  if (findTextMode(plain) !== null) return { plain, content: 'unknown' };
  const content = sniffContainer(plain);
  const known = { key, iv, n: input.object.n, earlierTail: input.earlierTail };
  if (isMedia(content) && isOpenedBy(padded, known)) {
    reportEnd();
    return { plain, content };
  }
  // The IV is sent in front of the ciphertext: everything is one block late.
  const shifted = sniffContainer(plain.subarray(16));
  if (isMedia(shifted)) {
    findings.add('enc.iv', { measured: 'prefixed', offset: 0 });
    return { plain: plain.subarray(16), content: shifted };
  }
  const past = sniffPastFirstBlock(plain);
  if (isMedia(past)) {
    const { name, first } = nameIv(padded, known);
    findings.add('enc.iv', { measured: name, offset: 0 });
    reportEnd();
    // Without its first block the container would only raise findings that follow from this one.
    if (!first) return { plain: null, content: past };
    plain.set(first.subarray(0, plain.length), 0);
    return { plain, content: past };
  }
  if (padding.is === 'pkcs7' && content === 'empty') {
    findings.add('obj.empty', { measured: 0 });
    return { plain: null, content };
  }
  // Whatever has an end as it must be, and a beginning that has a name, was opened by the right key.
  if (padding.is === 'pkcs7' && content !== 'unknown') return { plain, content };
  const mode = isOtherMode(bytes, key, iv, ports);
  if (mode) {
    findings.add('enc.mode', { measured: mode });
    return { plain: null, content: 'unknown' };
  }
  if (bytes.length % 16 !== 0) findings.add('enc.block', { measured: bytes.length % 16, offset: whole.length });
  findings.add('enc.key', { measured: findKeyMistake(whole, key, iv, ports) });
  return { plain: null, content };
}

/** Zeros that fill the last block instead of PKCS#7; in MP4 and JPEG they are in nobody's way. */
function fillerOf(padded: Uint8Array, event: EventDeclaration): number {
  const rest = event.container === 'ts' ? padded.length % 188 : 0;
  return rest < 16 && padded.subarray(padded.length - rest).every((byte) => byte === 0) ? rest : 0;
}

/** Without valid padding: switched off (the plaintext ends where its container does), zeros instead, or cut. */
function unpaddedEnd(padded: Uint8Array, event: EventDeclaration): 'zeros' | 'none' | 'cut' {
  if (event.container === 'ts' && padded.length % 188 === 0) return 'none';
  return padded.at(-1) === 0 ? 'zeros' : 'cut';
}
