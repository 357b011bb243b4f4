import { useState } from 'react';
import { copyText } from '../../ui/copy-text.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useText } from '../texts/index.ts';
import { Button } from './Button.tsx';

/** A button that copies a text which stands beside it. */
export function CopyLine({ text, label }: { text: string; label: string }) {
  const t = useText();
  const [copied, setCopied] = useState(false);
  return (
    <Button onClick={() => void copyText(text).then(setCopied)} onBlur={() => setCopied(false)}>
      <Icon name={copied ? 'check' : 'copy'} />
      <span role="status">{copied ? t('common.copied') : label}</span>
    </Button>
  );
}
