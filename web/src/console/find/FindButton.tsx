import { lazy, Suspense, useEffect, useState } from 'react';
import topBar from '../../desk/frame/TopBar.module.css';
import { Icon } from '../../ui/Icon.tsx';
import { fetchLaterTexts, useText } from '../texts/index.ts';
import styles from './Find.module.css';

const FindDialog = lazy(async () => {
  const [{ FindDialog: dialog }] = await Promise.all([import('./FindDialog.tsx'), fetchLaterTexts()]);
  return { default: dialog };
});

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Opens the search from every page, by ⌘K or Ctrl K too. */
export function FindButton() {
  const t = useText();
  const [open, setOpen] = useState(false);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(isMac ? event.metaKey : event.ctrlKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  return (
    <>
      <button
        type="button"
        className={topBar.link}
        aria-keyshortcuts={isMac ? 'Meta+K' : 'Control+K'}
        onClick={() => setOpen(true)}
      >
        <Icon name="search" size={18} />
        <span className="visually-hidden">{t('find.title')}</span>
        <span aria-hidden="true">
          <kbd className={styles.keys}>{isMac ? '⌘K' : 'Ctrl K'}</kbd>
        </span>
      </button>
      {open && (
        <Suspense>
          <FindDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
