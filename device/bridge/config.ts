import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { FirmwareVersion, Uuid } from '@kaitong/contract';
import { z } from 'zod';
import { BridgeError } from './bridge-error.ts';

/** Each camera's stream holds a thread while it waits for the next packet, and decoding needs some too. */
export const MOST_CAMERAS = 24;

const SOURCE = /^(rtsps?|https?):\/\/\S+$/;
const isHttp = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '');

export const CameraConfig = z.strictObject({
  /** Names it on the page and in addresses, and its folder. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'small letters, digits and hyphens'),
  source: z.string().regex(SOURCE, 'an rtsp:// or http:// address'),
  /** Which version of the camera’s own firmware the platform is told. */
  firmware: FirmwareVersion.default('1.0.0' as FirmwareVersion),
  /** Of the product that it stands for; without it the page shows and judges, and pairs nothing. */
  licence: z.strictObject({ uuid: Uuid, authKey: z.string().min(1) }).optional(),
  /** What makes an event beside a call of the hook: motion in the picture, unless there is another sensor. */
  motion: z.enum(['picture', 'none']).default('picture'),
  /** Where the camera tells of its own motion detection. It holds a password, as `source` does. */
  onvif: z.string().refine(isHttp, 'an address such as http://USER:PASSWORD@192.168.1.20').optional(),
  /** Seconds before and after what happened. */
  preRecord: z.number().min(0).max(8).default(3),
  length: z.number().min(2).max(60).default(8),
});
export type CameraConfig = z.output<typeof CameraConfig>;

export const BridgeConfig = z.strictObject({
  /** Where credentials and footage that waits are kept; beside the configuration by default. */
  folder: z.string().min(1).default('bridge-data'),
  /** Of 127.0.0.1; 0: any free one. */
  port: z.int().min(0).max(65_535).default(7090),
  cameras: z
    .array(CameraConfig)
    .min(1)
    .max(MOST_CAMERAS)
    .refine(
      (cameras) => new Set(cameras.map(({ name }) => name)).size === cameras.length,
      'each needs a name of its own',
    ),
});
export type BridgeConfig = z.output<typeof BridgeConfig>;

/** A configuration file, or addresses to be looked at. Throws `BridgeError`. */
export async function readConfig(given: readonly string[]): Promise<BridgeConfig> {
  const [file = ''] = given;
  if (SOURCE.test(file)) {
    const cameras = given.map((source, at) => ({ name: `camera-${at + 1}`, source }));
    return parse({ cameras }, 'These addresses');
  }
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new BridgeError(`${file} cannot be read (${error.code}).`);
  });
  const config = parse(parseJson(text, file), file);
  return { ...config, folder: path.resolve(path.dirname(file), config.folder) };
}

function parse(json: unknown, what: string): BridgeConfig {
  const read = BridgeConfig.safeParse(json);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new BridgeError(`${what}: ${[...(issue?.path ?? []), issue?.message].join(': ')}`);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BridgeError(`${file} is no JSON: ${(error as Error).message}`);
  }
}
