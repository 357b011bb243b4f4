import type { ReactNode } from 'react';

/** A hint below a field that counts its characters: the count stands at the end of the hint's first line. */
export const BesideCount = ({ children }: { children: ReactNode }) => (
  <div style={{ paddingInlineEnd: 88 }}>{children}</div>
);
