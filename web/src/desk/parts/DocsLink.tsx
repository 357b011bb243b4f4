import type { ReactNode } from 'react';
import { useLanguage } from '../../i18n/texts.ts';

/** A link within a sentence to a place in the documentation: underlined as `TextLink` is, and beside whatever stands here. */
export function DocsLink({ to, children }: { to: string; children: ReactNode }) {
  const [language] = useLanguage();
  return (
    <a href={`/docs/${language}/${to}`} target="_blank" rel="noopener" style={{ textDecoration: 'underline' }}>
      {children}
    </a>
  );
}
