import { Dropdown } from 'antd';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';

/** The menu in which something was chosen: a language takes the whole page away, the focus with it, until it is there. */
let chosenIn: string | undefined;

type Props = {
  /** Tells menus apart. */
  name: string;
  /** What the button is called where its content does not say it all. */
  label: string;
  /** A divider stands between two choices. */
  items: readonly ({ key: string; label: ReactNode } | { type: 'divider' })[];
  /** One of each choice. */
  chosen: readonly string[];
  onChoose: (key: string) => void;
  className?: string | undefined;
  children: ReactNode;
};

/**
 * A button that opens a menu, as whoever sees no picture of it expects one: it says that it does, the arrow down opens it too,
 * the focus goes in, and comes back when something was chosen or Escape was pressed.
 */
export function BarMenu({ name, label, items, chosen, onChoose, className, children }: Props) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the label says that what was chosen is there
  useEffect(() => {
    if (chosenIn !== name) return;
    chosenIn = undefined;
    button.current?.focus();
  }, [label]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    setOpen(true);
  };
  return (
    <Dropdown
      trigger={['click']}
      autoFocus
      open={open}
      onOpenChange={(isOpen) => {
        setOpen(isOpen);
        if (!isOpen) button.current?.focus();
      }}
      getPopupContainer={(opener) => opener.parentElement ?? document.body} // in the bar's landmark, or in the dialogue
      menu={{
        items: [...items],
        selectedKeys: [...chosen],
        onClick: ({ key }) => {
          chosenIn = name;
          onChoose(key);
        },
      }}
    >
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        onKeyDown={onKeyDown}
      >
        {children}
      </button>
    </Dropdown>
  );
}
