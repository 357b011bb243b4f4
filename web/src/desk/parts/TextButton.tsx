import { Button } from 'antd';
import type { ReactNode } from 'react';

type Props = { onClick: () => void; children: ReactNode };

/** A button among words: it looks like a link, and breaks where a line of text would. */
export function TextButton({ onClick, children }: Props) {
  return (
    <Button
      type="link"
      size="small"
      style={{
        ...{ height: 'auto', padding: 0, border: 0, fontSize: 'inherit', lineHeight: 'inherit' },
        ...{ textAlign: 'start', whiteSpace: 'normal' },
      }}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}
