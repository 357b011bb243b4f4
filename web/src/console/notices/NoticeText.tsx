import {
  itemText,
  type Language,
  type Notice,
  type ProblemCode,
  problemText,
  soakRuleText,
  type UploadTally,
  verdictText,
  type WaiverSubject,
} from '@kaitong/contract';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useLanguage } from '../../i18n/texts.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';

type Application = { applicationId: string; pid: string | null };
type Named = { productName: string | null; pid: string | null };
const nameOf = ({ productName, pid }: Named): string => productName ?? pid ?? '';

const success = ({ opened, arrived }: UploadTally): string => `${((100 * arrived) / Math.max(1, opened)).toFixed(1)} %`;

type Failed = { problem: ProblemCode; findings: readonly string[] };
/** Titles that need more than a code are for the page. */
function reasonOf({ problem, findings }: Failed, language: Language): string {
  const { title } = problemText(problem, {}, language);
  return [title.includes('{') ? '' : title, ...findings.slice(0, 3)].filter(Boolean).join(' · ');
}

type Became = { isHalted: boolean; isSaleStopped: boolean };
const becameOf = ({ isHalted, isSaleStopped }: Became) =>
  isHalted ? (isSaleStopped ? 'haltedAndStopped' : 'halted') : isSaleStopped ? 'stopped' : 'nothing';

const waivedOf = ({ kind, code }: WaiverSubject, language: Language): string =>
  kind === 'item' ? itemText(code, language).title : code;

/** What happened, with the way to it, and what is to be known of it. */
export function NoticeText({ notice }: { notice: Notice }) {
  const t = useText();
  const [language] = useLanguage();
  const { kind, data } = notice;
  switch (kind) {
    case 'application.approved':
      return (
        <Told text={t('notices.approvedText', { firmware: data.firmware })}>
          <About application={data}>{t('notices.approved', { product: nameOf(data) })}</About>
        </Told>
      );
    case 'application.rejected':
      return (
        <Told text={reasonOf(data, language)}>
          <About application={data}>{t('notices.rejected', { product: nameOf(data) })}</About>
        </Told>
      );
    case 'certificate.revoked':
      return (
        <Told text={t(`notices.revokedText.${data.reason}`)}>
          <About application={data}>{t('notices.revoked', { product: nameOf(data) })}</About>
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
    case 'release.halted':
      return (
        <Told text={t('notices.haltedText', { updated: success(data.updated), others: success(data.others) })}>
          <Link to="/products/$pid" params={{ pid: data.pid }}>
            {t('notices.halted', { product: nameOf(data), version: data.version })}
          </Link>
        </Told>
      );
    case 'release.not_verified':
      return (
        <Told
          text={[reasonOf(data, language), t(`notices.notVerifiedText.${becameOf(data)}`)].filter(Boolean).join(' · ')}
        >
          <Product of={data}>{t('notices.notVerified', { product: nameOf(data), version: data.version })}</Product>
        </Told>
      );
    case 'waiver.ending':
      return (
        <Told text={t('notices.waiverEndingText')}>
          <Product of={data}>
            {t('notices.waiverEnding', { product: nameOf(data), what: waivedOf(data.subject, language) })}
          </Product>{' '}
          <TimeText at={data.endsAt} />
        </Told>
      );
    case 'waiver.ended':
      return (
        <Told text={t(data.isWithdrawn ? 'notices.waiverWithdrawnText' : 'notices.waiverEndedText')}>
          <Product of={data}>
            {t('notices.waiverEnded', { product: nameOf(data), what: waivedOf(data.subject, language) })}
          </Product>
        </Told>
      );
    case 'soak.ended':
      return (
        <Told
          text={[
            t('notices.soakEndedText', { hours: data.hours }),
            ...(data.problem === null ? [] : [reasonOf({ problem: data.problem, findings: [] }, language)]),
            ...data.findings.map((rule) => soakRuleText(rule, language).name),
          ].join(' · ')}
        >
          <Link to="/soaks/$id" params={{ id: data.soakId }}>
            {t('notices.soakEnded', { product: nameOf(data), outcome: verdictText(data.outcome, language) })}
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

/** The application, for whoever may read it; what it was for, for whoever sells that. */
function About({ application: { applicationId, pid }, children }: { application: Application; children: ReactNode }) {
  const may = useMay();
  if (may('getApplication'))
    return (
      <Link to="/applications/$id" params={{ id: applicationId }}>
        {children}
      </Link>
    );
  return <Product of={{ pid }}>{children}</Product>;
}

/** Also of what another account verified for it, whose applications nobody else reads. */
function Product({ of: { pid }, children }: { of: Pick<Application, 'pid'>; children: ReactNode }) {
  if (pid === null) return children;
  return (
    <Link to="/products/$pid" params={{ pid }}>
      {children}
    </Link>
  );
}

function Told({ text = '', children }: { text?: string; children: ReactNode }) {
  return (
    <>
      {children}
      {text !== '' && <div style={{ color: 'var(--kt-ink-soft)', overflowWrap: 'anywhere' }}>{text}</div>}
    </>
  );
}
