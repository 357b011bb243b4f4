import { accounts, authority, installation, operator } from '@kaitong/contract';
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { fakeServer, type Handlers } from '../../testing/fake-server.ts';
import { renderDesk } from '../../testing/render-desk.tsx';
import { sample } from '../../testing/sample.ts';
import { createPages } from '../router.ts';

export const calls = { ...accounts, ...authority, ...installation, ...operator };
const session = sample(accounts.getSession.reply);
/** Somebody who runs the platform and may change everything. */
const signedIn = {
  ...session,
  user: { ...session.user, triedAt: null },
  account: { ...session.account, kind: 'operator', role: 'administrator' },
} as const;

/** Opens a page of those who run the platform; `address` is what stands after `/operator`. */
export async function openOperator(address: string, handlers: Handlers<typeof calls> = {}) {
  const server = fakeServer(calls, {
    getSession: () => signedIn,
    getAuthority: () => ({ authority: null }),
    getInstallation: () => ({ apps: [], demonstrationReachable: false }),
    ...handlers,
  });
  const { queryClient, router } = createPages(createMemoryHistory({ initialEntries: [`/operator${address}`] }));
  const screen = await renderDesk(queryClient, <RouterProvider router={router} />);
  return { server, screen, router };
}
