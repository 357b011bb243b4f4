import { app } from '@kaitong/contract';
import { createMemoryHistory } from '@tanstack/react-router';
import { render } from 'vitest-browser-react';
import { fetchLanguage } from '../../i18n/per-language.ts';
import { fakeServer, type Handlers } from '../../testing/fake-server.ts';
import { sample } from '../../testing/sample.ts';
import { App } from '../App.tsx';
import { place } from '../place.ts';
import { createPages } from '../router.ts';
import '../app.css';

/** Opens a page of the app as a signed-in owner, against a server that answers as `handlers` say. */
export async function openApp(address: string, handlers: Handlers<typeof app> = {}) {
  const own: Handlers<typeof app> = {
    getOwner: () => sample(app.getOwner.reply),
    getDeviceFirmware: () => ({ firmware: null, update: null }),
    getDevice: () => ({ ...sample(app.getDevice.reply, 0, { items: 0 }), sharedBy: null }),
  };
  const server = fakeServer(app, { ...own, ...handlers }, place.api);
  const pages = createPages(createMemoryHistory({ initialEntries: [place.pages + address] }));
  const { queries, ...others } = pages.queryClient.getDefaultOptions();
  pages.queryClient.setDefaultOptions({ ...others, queries: { ...queries, retryDelay: 1 } });
  await fetchLanguage();
  const screen = await render(<App {...pages} />);
  return { server, screen, router: pages.router };
}
