/** A packet in decoding order, counted from 0, and its decoding time in milliseconds from that of the first one. */
export type PacketPlace = { packet: number; ms: number | null };

/** In ticks of the track; `dtsMs` in milliseconds of any clock that goes on. */
type Stamps = { pts: number | null; dtsMs: number | null };

/** More than a decoder holds back and a reader hands over ahead of it. */
const REMEMBERED = 256;

/**
 * Finds the packet that a picture was coded in: decoders give pictures away in the order in which they are shown, each with
 * the display time of its packet.
 */
export class PacketPlaces {
  count = 0;
  /** Packets of which no picture has come: how many, and the first one. */
  private lost = 0;
  private firstLost: PacketPlace | undefined;
  private firstDtsMs: number | undefined;
  private recent: { place: PacketPlace; pts: number | null; isShown: boolean }[] = [];

  add({ pts, dtsMs }: Stamps): PacketPlace {
    if (dtsMs !== null) this.firstDtsMs ??= dtsMs;
    const ms = dtsMs === null ? null : dtsMs - (this.firstDtsMs ?? dtsMs);
    const place = { packet: this.count++, ms: ms === null ? null : Math.round(ms * 1000) / 1000 };
    this.recent.push({ place, pts, isShown: false });
    if (this.recent.length > REMEMBERED) this.forget();
    return place;
  }

  /** A picture with this display time has come: undefined where no packet has that, or several. */
  find(pts: number | null): PacketPlace | undefined {
    const [found, another] = pts === null ? [] : this.recent.filter((one) => one.pts === pts);
    if (!found || another) return undefined;
    found.isShown = true;
    return found.place;
  }

  /** The first packet without a picture, where so many have none. */
  withoutPicture(count: number): PacketPlace | undefined {
    const waiting = this.recent.filter(({ isShown }) => !isShown);
    return this.lost + waiting.length === count ? (this.firstLost ?? waiting[0]?.place) : undefined;
  }

  private forget(): void {
    const gone = this.recent.shift();
    if (!gone || gone.isShown) return;
    this.lost++;
    this.firstLost ??= gone.place;
  }
}

const MOST_TOLD = 100;

/** Each once, the first ones. */
export function inDecodingOrder(places: readonly PacketPlace[]): PacketPlace[] {
  const byPacket = new Map(places.map((place) => [place.packet, place]));
  return [...byPacket.values()].sort((a, b) => a.packet - b.packet).slice(0, MOST_TOLD);
}
