import { quoted } from '@kaitong/contract/markup';
import type { ChatCard } from '../region/watching/sharing/chat-card.ts';

/** What stands in the head of a link's page for those who show where a link leads (The Open Graph protocol, ogp.me). */
export function writeCard({ language, title, text, pictureUrl }: ChatCard): string {
  const said = {
    'og:type': 'video.other',
    'og:site_name': 'Kaitong 开通',
    'og:locale': language.replace('-', '_'),
    'og:title': title,
    'og:description': text,
    ...(pictureUrl !== null && { 'og:image': pictureUrl, 'twitter:card': 'summary_large_image' }),
  };
  return Object.entries(said)
    .map(([property, content]) => `<meta property="${property}" content=${quoted(content)} />`)
    .join('\n    ');
}
