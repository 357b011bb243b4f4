import { DeviceSettings, type OwnerId } from '@kaitong/contract';
import { Credentials, type Storage } from '@kaitong/device/browser';
import { place } from '../place.ts';

/**
 * What this browser keeps of the camera that it is, as a camera's flash would. Each owner has one of their own: what
 * somebody else sees who signs in here later goes to nobody's account but theirs.
 */
export class KeptCamera {
  readonly #name: string;

  constructor(ownerId: OwnerId) {
    this.#name = `kaitong-camera-${place.region}-${ownerId}`;
  }

  credentials(): Credentials | undefined {
    return Credentials.safeParse(this.#read('credentials')).data;
  }

  keepCredentials(credentials: Credentials): void {
    this.#keep('credentials', credentials);
  }

  settings(): DeviceSettings | undefined {
    return DeviceSettings.safeParse(this.#read('settings')).data;
  }

  keepSettings(settings: DeviceSettings): void {
    this.#keep('settings', settings);
  }

  forget(): void {
    for (const name of Object.keys(localStorage)) if (name.startsWith(`${this.#name}.`)) localStorage.removeItem(name);
  }

  /** For what the SDK keeps over a restart. */
  readonly storage: Storage = {
    get: async (key) => localStorage.getItem(`${this.#name}.sdk.${key}`) ?? undefined,
    set: async (key, value) => localStorage.setItem(`${this.#name}.sdk.${key}`, value),
  };

  #read(what: string): unknown {
    try {
      return JSON.parse(localStorage.getItem(`${this.#name}.${what}`) ?? 'null');
    } catch {
      return null;
    }
  }

  #keep(what: string, value: object): void {
    localStorage.setItem(`${this.#name}.${what}`, JSON.stringify(value));
  }
}
