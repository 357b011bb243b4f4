import { type CheckCode, type Finding, finding, type ObjectKind } from '@kaitong/contract/checks';

/** Findings about one object, or about the clip when `object` is null. One code is reported once. */
export class FindingList {
  readonly all: Finding[] = [];
  private readonly object: number | null;
  private readonly kind: ObjectKind | null;

  constructor(about: { n: number; kind: ObjectKind } | null) {
    this.object = about?.n ?? null;
    this.kind = about?.kind ?? null;
  }

  add(code: CheckCode, known: Partial<Omit<Finding, 'code'>> = {}): void {
    if (!this.has(code)) this.all.push(finding(code, { object: this.object, kind: this.kind, ...known }));
  }

  has(...codes: CheckCode[]): boolean {
    return this.all.some((f) => codes.includes(f.code));
  }

  get hasError(): boolean {
    return this.all.some((f) => f.severity === 'error');
  }
}
