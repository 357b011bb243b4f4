import { maker } from '@kaitong/contract';
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { fakeServer, type Handlers } from '../../testing/fake-server.ts';
import { renderDesk } from '../../testing/render-desk.tsx';
import { sample } from '../../testing/sample.ts';
import { createPages } from '../router.ts';

const session = sample(maker.getSession.reply);
/** A maker who may do everything in the account. */
const signedIn = {
  ...session,
  user: { ...session.user, triedAt: null },
  account: { ...session.account, kind: 'maker', role: 'administrator' },
} as const;

/** Opens a page of the console as a signed-in maker, against a server that answers as `handlers` say. */
export async function openConsole(address: string, handlers: Handlers<typeof maker> = {}) {
  const server = fakeServer(maker, {
    getSession: () => signedIn,
    listNotices: () => ({ items: [], next: null, unread: 0 }),
    getAuthority: () => ({ authority: null }),
    getInstallation: () => ({ apps: [], demonstrationReachable: false }),
    ...handlers,
  });
  const { queryClient, router } = createPages(createMemoryHistory({ initialEntries: [address] }));
  const screen = await renderDesk(queryClient, <RouterProvider router={router} />);
  return { server, screen, router, queryClient };
}
