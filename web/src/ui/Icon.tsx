const paths = {
  check: 'm4.5 12.5 5 5 10-11',
  cross: 'M6 6l12 12M18 6 6 18',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 4.5V12l3 2',
  ban: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM5.8 5.8l12.4 12.4',
  alert: 'M12 4 2.8 20h18.4L12 4Zm0 6v4.5m0 2.5v.1',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 8v5.5m0-9v.1',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  download: 'M12 4v11m-4.5-4.5L12 15l4.5-4.5M4 20h16',
  menu: 'M4 7h16M4 12h16M4 17h16',
  language: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm-9 9h18M12 3c3 3 3.8 6 3.8 9S15 18 12 21c-3-3-3.8-6-3.8-9S9 6 12 3Z',
  plus: 'M12 5v14M5 12h14',
  play: 'M8 5v14l11-7L8 5Z',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z',
  flame: 'M12 3c1 4 5 6 5 11a5 5 0 0 1-10 0c0-2 1-3.5 2-4.5 0 2 1 3 2 3 1-2-1-5 1-9.5Z',
  back: 'M15 5l-7 7 7 7',
  undo: 'M8 4.5 3.5 9 8 13.5M4 9h10a5.5 5.5 0 0 1 0 11H8',
  forward: 'm9 5 7 7-7 7',
  down: 'm5 9 7 7 7-7',
  bell: 'M6 16.5V11a6 6 0 1 1 12 0v5.5l1.5 2h-15l1.5-2Zm4.5 4.5h3',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20.5c.6-3.8 3.6-5.5 7.5-5.5s6.9 1.7 7.5 5.5',
  camera: 'M12 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm0 4.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM7.5 21h9M12 17v4',
  cloud: 'M7 18.5a4.5 4.5 0 0 1-.6-8.96 6 6 0 0 1 11.5 1.6A3.75 3.75 0 0 1 17.5 18.5H7Z',
  edit: 'M4 20h4L19 9a2.8 2.8 0 0 0-4-4L4 16v4ZM13.5 6.5l4 4',
  offline:
    'M4 4l16 16M2.5 9.5A14 14 0 0 1 7 6.7M21.5 9.5a14 14 0 0 0-9-3.8M6 13.3a9 9 0 0 1 4.5-2.5M18 13.3a9 9 0 0 0-2.6-1.8M12 18.5v.1M9.3 16.4a4.5 4.5 0 0 1 4-1',
  hide: 'M4 4l16 16M9.9 5.7A9.6 9.6 0 0 1 12 5.5c4.5 0 7.7 3.2 9.5 6.5a16 16 0 0 1-2.7 3.6M6.3 7.3A15 15 0 0 0 2.5 12c1.8 3.3 5 6.5 9.5 6.5 1.6 0 3-.4 4.3-1.1M10 10a2.8 2.8 0 0 0 4 4',
  show: 'M2.5 12c1.8-3.3 5-6.5 9.5-6.5s7.7 3.2 9.5 6.5c-1.8 3.3-5 6.5-9.5 6.5S4.3 15.3 2.5 12Zm9.5-2.8a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6Z',
  receipt: 'M6 3h12v18l-3-2-3 2-3-2-3 2V3Zm3 5h6m-6 4h6',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm5 11.5L20 20',
  pause: 'M8 5v14M16 5v14',
  previous: 'M18 5 8 12l10 7V5ZM6 5v14',
  next: 'M6 5l10 7-10 7V5ZM18 5v14',
  sound: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5H4Zm11.5-.5a4.5 4.5 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11',
  muted: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5H4Zm12 0 5 5m0-5-5 5',
  fullscreen: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  trash: 'M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5.5M14 11v5.5',
  share: 'M12 14V3.5M8 7l4-4 4 4M5 11.5V20h14v-8.5',
  calendar: 'M4 6h16v14H4zM4 10.5h16M8.5 3.5V7M15.5 3.5V7',
  turning: 'M12 3a9 9 0 0 1 9 9',
  scissors: 'M6 3.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6Zm0 11a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8.4 8.3 20 18M8.4 15.7 20 6',
  key: 'M11.9 12.1a4.5 4.5 0 1 1 2.6-2.6l6 6V20H16v-2.5h-2.5V15l-1.6-2.9ZM8.5 7.5v.1',
  film: 'M3.5 5.5h17v13h-17zM10 9v6l5-3-5-3Z',
} as const;

export type IconName = keyof typeof paths;

/** A line icon in the colour and size of the text beside it, which says the same in words. */
export const Icon = ({ name, ...rest }: { name: IconName; size?: string | number }) => (
  <Drawing path={paths[name]} {...rest} />
);

/** What has no place among the icons that every page loads. */
export function Drawing({ path, size = '1em' }: { path: string; size?: string | number }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      style={{ flex: 'none', verticalAlign: '-0.125em' }}
    >
      <path d={path} />
    </svg>
  );
}
