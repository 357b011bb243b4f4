import { readFileSync } from 'node:fs';
import { trustEverywhere } from '../../src/index.ts';
import { CameraError } from '../camera-error.ts';

/** From now on this program trusts servers of the authority whose certificate, in PEM, is in this file. */
export function trustFile(file: string): void {
  try {
    trustEverywhere(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CameraError(`${file} is no certificate of an authority: ${(error as Error).message}.`);
  }
}
