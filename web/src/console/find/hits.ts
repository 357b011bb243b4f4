import type { LinkProps } from '@tanstack/react-router';
import type { Menu } from '../../desk/frame/menu.ts';
import type { IconName } from '../../ui/Icon.tsx';

/** One line of what was found, and where it leads. */
export type Hit = { key: string; icon: IconName; kind: string; name: string; more?: string; link: LinkProps };

const MOST_PAGES = 4;

/** Pages of the menu whose name holds what was typed; none before anything was. */
export function matchPages(menu: Menu, typed: string): Hit[] {
  if (typed === '') return [];
  const wanted = typed.toLowerCase();
  return menu
    .flatMap(({ title, entries }) => entries.map((entry) => ({ ...entry, title })))
    .filter(({ text }) => text.toLowerCase().includes(wanted))
    .slice(0, MOST_PAGES)
    .map(({ to, text, title }) => ({ key: `page ${to}`, icon: 'forward', kind: title, name: text, link: { to } }));
}
