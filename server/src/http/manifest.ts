const icon = (size: number, purpose: 'any' | 'maskable') => ({
  ...{ src: `/app-icon-${size}.png`, sizes: `${size}x${size}`, type: 'image/png', purpose },
});

/** What a phone needs to put a region's app on its home screen (W3C, Web Application Manifest). */
export const manifestOf = (region: string) => ({
  id: `/${region}/app/`,
  name: 'Kaitong 开通',
  short_name: '开通',
  lang: 'zh-CN',
  start_url: `/${region}/app/`,
  scope: `/${region}/app/`,
  display: 'standalone',
  background_color: '#f5f7fa',
  theme_color: '#f5f7fa',
  icons: [icon(192, 'any'), icon(512, 'any'), icon(512, 'maskable')],
});
