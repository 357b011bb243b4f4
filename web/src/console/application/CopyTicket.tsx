import { type FindingGroup, type TicketFacts, ticketText } from '@kaitong/contract/checks';
import { Button } from 'antd';
import { useState } from 'react';
import { useLanguage } from '../../i18n/texts.ts';
import { copyText } from '../../ui/copy-text.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useText } from '../texts/index.ts';
import styles from './CopyTicket.module.css';

/** A finding as the text of a ticket, on the clipboard; where the browser refuses, in a field to copy from by hand. */
export function CopyTicket({ group, facts }: { group: FindingGroup; facts: TicketFacts }) {
  const t = useText();
  const [language] = useLanguage();
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);
  const text = ticketText(group, language, facts);
  const copied = outcome === 'copied';
  return (
    <div className={styles.ticket}>
      <Button
        size="small"
        icon={<Icon name={copied ? 'check' : 'copy'} />}
        className={copied ? (styles.copied ?? '') : ''}
        onClick={() => void copyText(text).then((done) => setOutcome(done ? 'copied' : 'refused'))}
        onBlur={() => setOutcome((now) => (now === 'copied' ? null : now))}
      >
        {copied ? t('ticket.copied') : t('ticket.copy')}
      </Button>
      <span role="status" className="visually-hidden">
        {copied && t('ticket.copied')}
      </span>
      {outcome === 'refused' && (
        <label className={styles.byHand}>
          <span role="alert">{t('ticket.byHand')}</span>
          <textarea readOnly rows={8} value={text} ref={selectAll} />
        </label>
      )}
    </div>
  );
}

function selectAll(field: HTMLTextAreaElement | null): void {
  field?.select();
}
