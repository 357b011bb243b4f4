import type { Container } from '@kaitong/contract/checks';
import type { EventObject } from '../src/index.ts';
import { durationOf, type Group, type VideoFormat } from './encode/frames.ts';
import { Fmp4Muxer, singleMp4 } from './mux/mp4.ts';
import { TsMuxer } from './mux/ts.ts';

/** Turns groups into the objects of an event, in upload order. */
export type Packager = { add(group: Group): Promise<EventObject[]>; finish(): Promise<EventObject[]> };

export function packagerFor(container: Container, format: VideoFormat): Packager {
  switch (container) {
    case 'ts': {
      const muxer = new TsMuxer(format.codec);
      return { add: async (group) => [segment(muxer.segment(group), group)], finish: async () => [] };
    }
    case 'fmp4': {
      const muxer = new Fmp4Muxer(format);
      let begun = false;
      return {
        async add(group) {
          const { init, segment: bytes } = await muxer.add(group);
          const first: EventObject[] = begun ? [] : [{ kind: 'init', bytes: init, durationMs: 0 }];
          begun = true;
          return [...first, segment(bytes, group)];
        },
        finish: async () => [],
      };
    }
    case 'mp4': {
      const groups: Group[] = [];
      return {
        async add(group) {
          groups.push(group);
          return [];
        },
        async finish() {
          if (groups.length === 0) return [];
          const durationMs = groups.reduce((total, group) => total + durationOf(group), 0);
          return [{ kind: 'segment', bytes: await singleMp4(format, groups), durationMs }];
        },
      };
    }
  }
}

const segment = (bytes: Uint8Array, group: Group): EventObject => ({
  kind: 'segment',
  bytes,
  durationMs: durationOf(group),
});
