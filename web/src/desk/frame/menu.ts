import type { LinkProps } from '@tanstack/react-router';
import { createContext } from 'react';

export type Entry = { to: NonNullable<LinkProps['to']>; text: string };
/** Before its words stands a drawing, as a path. */
export type MenuEntry = Entry & { drawing: string };
export type Menu = readonly { title: string; entries: readonly MenuEntry[] }[];

/** The side menu's groups; the drawer of narrow screens shows the same. */
export const MenuContext = createContext<Menu>([]);
