import type { Language } from '@kaitong/contract';
import { useState } from 'react';
import { useLanguage } from '../i18n/texts.ts';
import { copyText } from './copy-text.ts';
import { Icon } from './Icon.tsx';
import styles from './Ident.module.css';

const words: Record<Language, { copy: string; copied: string }> = {
  'zh-CN': { copy: '复制', copied: '已复制' },
  en: { copy: 'Copy', copied: 'Copied' },
};

// Ids have at most 24 characters; what was typed instead of one may have 64.
const LONGEST_WHOLE = 24;

/** A device id, PID or UUID: grouped by four for the eye (by space that copying ignores), with a copy button. */
export function Ident({ value }: { value: string }) {
  return (
    <span className={styles.ident}>
      <span className={value.length > LONGEST_WHOLE ? styles.long : styles.value}>
        {(value.match(/.{1,4}/g) ?? []).map((group, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: groups have no identity but their place
          <span key={index}>{group}</span>
        ))}
      </span>
      <CopyButton text={value} />
    </span>
  );
}

/** Copies `text`; says so to eyes and screen readers. */
export function CopyButton({ text }: { text: string }) {
  const [language] = useLanguage();
  const [copied, setCopied] = useState(false);
  const { copy, copied: done } = words[language];
  const label = copied ? done : `${copy} ${text}`;
  return (
    <button
      type="button"
      className={styles.copy}
      aria-label={label}
      title={copied ? done : copy}
      onClick={() => void copyText(text).then(setCopied)}
      onBlur={() => setCopied(false)}
    >
      <Icon name={copied ? 'check' : 'copy'} />
    </button>
  );
}
