/** Where this page stands: which region's app it is. The same files serve all regions; the address tells. */
export type Place = {
  region: string;
  /** Goes before the paths of the region's API. */
  api: string;
  /** Goes before the paths of this app's pages. */
  pages: string;
};

export function placeOf(pathname: string): Place {
  const region = pathname.split('/')[1] ?? '';
  return { region, api: `/${region}`, pages: `/${region}/app` };
}

export const place: Place = placeOf(typeof location === 'undefined' ? '/' : location.pathname);
