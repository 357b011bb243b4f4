import { SHORTEST_FIND } from '@kaitong/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Input, type InputRef, Modal } from 'antd';
import { type KeyboardEvent, use, useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { useReturnFocus } from '../../desk/dialog/use-return-focus.ts';
import { MenuContext } from '../../desk/frame/menu.ts';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './Find.module.css';
import { type Hit, matchPages } from './hits.ts';
import { useHit } from './use-hit.tsx';

/** Whoever types fast asks once. */
const PAUSE_MS = 150;

/** Finds what the account may see by the beginning of an id, and pages by their name. Arrows choose, Enter opens. */
export function FindDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const id = useId();
  const navigate = useNavigate();
  useReturnFocus();
  const [open, setOpen] = useState(true);
  const field = useRef<InputRef>(null);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const text = useSettled(typed.trim());
  const isAsked = text.length >= SHORTEST_FIND;
  const found = useQuery({ ...queries.find(text), enabled: isAsked, placeholderData: keepPreviousData });
  const isWaiting = typed.trim().length >= SHORTEST_FIND && (found.isFetching || text !== typed.trim());
  const toHit = useHit();
  const pages = matchPages(use(MenuContext), typed.trim());
  const hits: Hit[] = [...pages, ...(isAsked ? (found.data?.items ?? []).map(toHit) : [])];
  const at = Math.min(chosen, hits.length - 1);
  // Enter that came before the answer to what was typed waits for it: what still stands there is of something else.
  const [isAwaited, setAwaited] = useState(false);
  const follow = (hit: Hit | undefined) => {
    if (!hit) return;
    setOpen(false);
    void navigate(hit.link);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && hits.length > 0) {
      event.preventDefault();
      setChosen((at + step + hits.length) % hits.length);
    }
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      // Pages are found at once.
      if (isWaiting && !(at >= 0 && at < pages.length)) setAwaited(true);
      else follow(hits[at]);
    }
  };
  const followAwaited = useEffectEvent(() => {
    setAwaited(false);
    follow(hits[Math.max(at, 0)]);
  });
  useEffect(() => {
    if (isAwaited && !isWaiting) followAwaited();
  }, [isAwaited, isWaiting]);
  return (
    <Modal
      open={open}
      title={t('find.title')}
      footer={null}
      onCancel={() => setOpen(false)}
      afterClose={onClose}
      // Where nothing moves, the dialogue gives the focus to its first button after the field has taken it.
      afterOpenChange={(isOpen) => isOpen && field.current?.focus()}
      style={{ top: 64 }}
    >
      <Input
        ref={field}
        autoFocus
        size="large"
        role="combobox"
        aria-expanded={hits.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={hits.length > 0 ? `${id}-${at}` : undefined}
        aria-label={t('find.label')}
        placeholder={t('find.label')}
        prefix={<Icon name="search" />}
        maxLength={80}
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          setChosen(0);
          setAwaited(false);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={`${id}-list`} role="listbox" aria-label={t('find.title')} className={styles.list}>
        {hits.map((hit, n) => (
          // biome-ignore lint/a11y/useFocusableInteractive: as above
          // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the field follows the chosen one
          <div
            key={hit.key}
            id={`${id}-${n}`}
            role="option"
            aria-selected={n === at}
            className={styles.hit}
            onMouseMove={() => setChosen(n)}
            onClick={() => follow(hit)}
          >
            <Icon name={hit.icon} />
            <span className={styles.kind}>{hit.kind}</span>
            <span className={styles.name}>{hit.name}</span>
            {hit.more && <span className={styles.more}>{hit.more}</span>}
          </div>
        ))}
      </div>
      <p className={styles.note} role="status">
        {found.error
          ? null
          : typed.trim().length < SHORTEST_FIND
            ? t('find.hint', { n: SHORTEST_FIND })
            : isWaiting
              ? t('find.waiting')
              : hits.length === 0
                ? t('find.nothing')
                : t('find.keys')}
      </p>
      {isAsked && found.error && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
    </Modal>
  );
}

/** What was typed, once nothing more has been for a moment. */
function useSettled(typed: string): string {
  const [settled, setSettled] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return settled;
}
