/** Beside what is kept; the first page, which is weighed to the byte, does without. */
export const Pin = () => (
  <svg
    viewBox="0 0 24 24"
    width="1em"
    height="1em"
    fill="none"
    stroke="currentColor"
    strokeWidth={2}
    strokeLinejoin="round"
    strokeLinecap="round"
    aria-hidden="true"
    style={{ flex: 'none', verticalAlign: '-0.125em' }}
  >
    <path d="M6.5 4h11v16.5L12 16.2l-5.5 4.3V4Z" />
  </svg>
);
