import { type Notice, problemText } from '@kaitong/contract';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';

type Named = { productName: string | null; pid: string | null };
const nameOf = ({ productName, pid }: Named): string => productName ?? pid ?? '';

/** What happened, with the way to it, and what is to be known of it. */
export function NoticeText({ notice }: { notice: Notice }) {
  const t = useText();
  const [language] = useLanguage();
  const { kind, data } = notice;
  switch (kind) {
    case 'application.approved':
      return (
        <Told text={t('notices.approvedText', { firmware: data.firmware })}>
          <Link to="/applications/$id" params={{ id: data.applicationId }}>
            {t('notices.approved', { product: nameOf(data) })}
          </Link>
        </Told>
      );
    case 'application.rejected': {
      const { title } = problemText(data.problem, {}, language);
      return (
        <Told text={[title.includes('{') ? '' : title, ...data.findings.slice(0, 3)].filter(Boolean).join(' · ')}>
          <Link to="/applications/$id" params={{ id: data.applicationId }}>
            {t('notices.rejected', { product: nameOf(data) })}
          </Link>
        </Told>
      );
    }
    case 'certificate.revoked':
      return (
        <Told text={t(`notices.revokedText.${data.reason}`)}>
          <Link to="/applications/$id" params={{ id: data.applicationId }}>
            {t('notices.revoked', { product: nameOf(data) })}
          </Link>
        </Told>
      );
    case 'statement.ready':
      return (
        <Told>
          <Link to="/billing" search={{ tab: 'statements' }}>
            {t('notices.statement', { month: data.month })}
          </Link>
        </Told>
      );
    case 'webhook.disabled':
      return (
        <Told text={t(`notices.webhookText.${data.reason}`, { url: data.url })}>
          <Link to="/webhooks/$id" params={{ id: data.webhookId }}>
            {t('notices.webhook')}
          </Link>
        </Told>
      );
  }
}

function Told({ text = '', children }: { text?: string; children: ReactNode }) {
  return (
    <>
      {children}
      {text !== '' && <div style={{ color: 'var(--kt-ink-soft)', overflowWrap: 'anywhere' }}>{text}</div>}
    </>
  );
}
