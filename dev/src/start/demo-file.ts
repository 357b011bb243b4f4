import path from 'node:path';
import { cast, demoRegions } from '../demo/cast.ts';
import { type DemoState, writePrivate } from '../demo/state.ts';
import { isDiskFull } from './full-disk.ts';
import type { RoomCamera } from './room.ts';

export type DemoPlace = {
  folder: string;
  url: string;
  mqttUrl: string;
  roomUrl: string;
  /** `null` where others reach the server: then there is none. */
  startUrl: string | null;
  /** The certificate of the authority that programs have to be told to trust, if they must. */
  authority: string | null;
};

/** Everything somebody needs to try the demonstration, for programs. On a full disk it stays as the start before left it. */
export function writeDemoFile(place: DemoPlace, state: DemoState, cameras: RoomCamera[], ready: boolean): string {
  const file = path.join(place.folder, 'demo.json');
  const { url } = place;
  const owners = demoRegions.flatMap((region) => {
    const owner = state.owners[region];
    return owner ? [{ region, url: `${url}/${region}/app`, email: owner.login, password: owner.password }] : [];
  });
  const content = {
    ready,
    start: place.startUrl === null ? null : { url: place.startUrl },
    console: { url, email: state.maker.login, password: state.maker.password },
    operator: { url, email: state.operator.login, password: state.operator.password },
    apps: owners,
    api: { url, key: state.apiKey },
    mqtt: demoRegions.map((region) => ({ region, url: place.mqttUrl })),
    room: { url: place.roomUrl },
    authority: place.authority,
    devices: cameras.flatMap(({ behaviour, deviceId }) => {
      const role = cast.find((one) => one.behaviour === behaviour);
      const pid = state.cameras[behaviour]?.pid;
      if (!role || !pid) return [];
      const { product, region, firmware } = role;
      return [{ deviceId, pid, product, region, behaviour, firmware }];
    }),
  };
  try {
    writePrivate(file, content);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
  }
  return file;
}
