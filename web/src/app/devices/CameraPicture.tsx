/** A camera in lines: body, lens, foot. */
export function CameraPicture({ size }: { size: number }) {
  return (
    <svg viewBox="0 0 48 48" width={size} height={size} fill="none" stroke="currentColor" aria-hidden="true">
      <g strokeWidth={2} strokeLinecap="round" strokeLinejoin="round">
        <rect x="9" y="6" width="30" height="27" rx="12" />
        <circle cx="24" cy="19.5" r="7" />
        <circle cx="24" cy="19.5" r="2" />
        <path d="M24 33v5M15 42c0-2.5 4-4 9-4s9 1.5 9 4H15Z" />
      </g>
    </svg>
  );
}
