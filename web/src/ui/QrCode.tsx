import { useMemo } from 'react';
import { encode } from 'uqr';

/** A QR code: dark on white in every theme, since cameras read nothing else, with the quiet zone of ISO/IEC 18004. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { path, size } = useMemo(() => {
    const { data, size } = encode(text, { ecc: 'M', border: 4 });
    const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { path: squares.join(''), size };
  }, [text]);
  return (
    <svg viewBox={`0 0 ${size} ${size}`} width="100%" role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" rx="1.5" />
      <path d={path} fill="#000" />
    </svg>
  );
}
