import { expect, test } from 'vitest';
import { openConsole } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

test.each([true, false])(
  'accounts of a demonstration that others reach are told of on every page: %s',
  async (demonstrationReachable) => {
    const { screen } = await openConsole('/products', {
      getInstallation: () => ({ apps: [], demonstrationReachable }),
    });
    await expect.element(screen.getByRole('heading', { level: 1 })).toBeVisible();
    await expect
      .poll(() => screen.getByText(en.frame.demoReachable).elements().length)
      .toBe(demonstrationReachable ? 1 : 0);
  },
);
