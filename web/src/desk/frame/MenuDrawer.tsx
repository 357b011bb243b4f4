import { lazy, Suspense, useState } from 'react';
import { Icon } from '../../ui/Icon.tsx';
import { useText } from '../texts/index.ts';
import type { MenuPanelProps } from './MenuPanel.tsx';

const MenuPanel = lazy(() => import('./MenuPanel.tsx').then((module) => ({ default: module.MenuPanel })));

/** Opens the menu, on screens too narrow to show it. */
export function MenuDrawer({ className, ...panel }: MenuPanelProps & { className?: string | undefined }) {
  const t = useText();
  const [opened, setOpened] = useState(false);
  const [open, setOpen] = useState(false);
  const show = () => {
    setOpened(true);
    setOpen(true);
  };
  return (
    <>
      <button type="button" className={className} aria-label={t('frame.menu')} onClick={show}>
        <Icon name="menu" size={20} />
      </button>
      {opened && (
        <Suspense>
          <MenuPanel {...panel} open={open} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
