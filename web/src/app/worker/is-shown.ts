const SHOWN =
  /^(me|footage\/(newest|pictures)|devices|devices\/\w+|devices\/\w+\/events(\/\w+\/(snapshot\.jpg|preview))?)$/;

/** Whether a visit without a network shows what is at this path of the region's API: cameras, their events and pictures. */
export const isShown = (path: string): boolean => SHOWN.test(path);
