import type { Listener, ToldField, ToldStructure } from './tell.ts';

/** Keeps the header of the first PES packet of the pictures, which says when the object begins. */
export class FirstPesListener implements Listener {
  structures: ToldStructure[] = [];
  /** Its fields are being told. */
  private current: ToldStructure | undefined;

  open(structure: ToldStructure): ToldStructure | undefined {
    this.current = structure.kind === 'pes' && this.structures.length === 0 ? structure : undefined;
    return this.current;
  }

  field(field: ToldField): void {
    const { current } = this;
    if (!current) return;
    current.fields.push(field);
    if (field.name !== 'stream_id') return;
    if (isOfPictures(field.value)) this.structures = [current];
    else this.current = undefined;
  }

  sample(): void {}
  stream(): void {}
  bits(): void {}
  expected(): void {}
}

/** ISO/IEC 13818-1, Table 2-22. */
const isOfPictures = (streamId: number | string): boolean => typeof streamId === 'number' && (streamId & 0xf0) === 0xe0;
