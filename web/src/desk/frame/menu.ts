import type { LinkProps } from '@tanstack/react-router';
import { createContext } from 'react';

export type Entry = { to: NonNullable<LinkProps['to']>; text: string };
export type Menu = readonly { title: string; entries: readonly Entry[] }[];

/** The side menu's groups; the drawer of narrow screens shows the same. */
export const MenuContext = createContext<Menu>([]);
