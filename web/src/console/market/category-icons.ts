import type { SERVICE_CATEGORIES } from '@kaitong/contract';

export type Category = (typeof SERVICE_CATEGORIES)[number];

/** Line drawings of the market's categories, 32 × 32. */
export const categoryIcons: Record<Category, string> = {
  app: 'M10 4h12v24H10zM14 24h4',
  speaker: 'M9 4h14v24H9zM16 18.5m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0M16 9v.1',
  certification: 'M16 4l10 4v8c0 6-4 10-10 12C10 26 6 22 6 16V8zM11.5 15.5l3.2 3.2 6-6',
  operations: 'M5 27h22M8 23v-7M14 23V9M20 23v-10M26 23V5',
  extension: 'M6 6h8v8H6zM18 6h8v8h-8zM6 18h8v8H6zM22 18v8M18 22h8',
  camera: 'M16 13m-9 0a9 9 0 1 0 18 0a9 9 0 1 0-18 0M16 13m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0M11 28h10M16 22v6',
  marketing: 'M5 13v6l5 1 12 6V6L10 12zM26 13v6',
  custom: 'M20 5a7 7 0 0 0-6.5 9.5L5 23l4 4 8.5-8.5A7 7 0 0 0 27 12l-4 3-4-2-1-4z',
};
