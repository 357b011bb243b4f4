/** Where somebody signs in, and from where the console goes on to `next`, a path of this site. */
export const signInAddress = (next?: string): string =>
  next === undefined ? '/sign-in' : `/sign-in?${new URLSearchParams({ next })}`;
