import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { eventually } from '../../../src/activation/testing/eventually.ts';

type Role = Parameters<Page['getByRole']>[0];
/** Whoever has pressed Tab so often has been everywhere twice. */
const MOST_TABS = 160;

/** Waits until the focus stands there. */
export const isFocused = (where: Locator): Promise<void> =>
  where.and(where.page().locator(':focus')).waitFor({ timeout: 10_000 });

/** What somebody does who has no mouse: nothing here clicks, or gives the focus to anything. */
export type Hands = {
  /** Presses Tab until it has the focus, which must come there by itself. */
  tabTo(role: Role, name: string | RegExp): Promise<Locator>;
  /** Goes there and presses Enter. */
  press(role: Role, name: string | RegExp): Promise<void>;
  /** Goes there and types. */
  type(name: string | RegExp, text: string): Promise<void>;
};

export function handsOn(page: Page): Hands {
  const tabTo: Hands['tabTo'] = async (role, name) => {
    const wanted = page.getByRole(role, { name, exact: true });
    await wanted.first().waitFor();
    for (let n = 0; n < MOST_TABS; n++) {
      if ((await wanted.and(page.locator(':focus')).count()) > 0) return wanted;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not reach the ${role} "${name}" at ${page.url()}`);
  };
  return {
    tabTo,
    async press(role, name) {
      await tabTo(role, name);
      await page.keyboard.press('Enter');
    },
    async type(name, text) {
      await tabTo('textbox', name);
      await page.keyboard.type(text);
    },
  };
}

/** A hand waves until the camera sees it. */
export const waveAt = (camera: { wave(): { seen: boolean } }): Promise<void> =>
  eventually(async () => expect(camera.wave().seen).toBe(true));
