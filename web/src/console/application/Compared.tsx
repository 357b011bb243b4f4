import type { Application } from '@kaitong/contract';
import { findingChangeText } from '@kaitong/contract/checks';
import { useQuery } from '@tanstack/react-query';
import { Panel } from '../../desk/parts/Panel.tsx';
import { TextLink } from '../../desk/parts/TextLink.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './Compared.module.css';

/** What became of what the attempt before found: the sentence first. Nothing where none is comparable. */
export function Compared({ application }: { application: Application }) {
  const t = useText();
  const [language] = useLanguage();
  const isJudged = application.state === 'approved' || application.problem?.code === 'clip_rejected';
  const { data } = useQuery({ ...queries.comparison(application.id), enabled: isJudged });
  const compared = data?.compared;
  if (!compared) return null;
  const { before } = compared;
  const parts = (['gone', 'added', 'stays'] as const).filter((part) => compared[part].length > 0);
  return (
    <Panel title={t('compared.title')}>
      <p className={styles.sentence}>{findingChangeText(compared, language)}</p>
      <dl className={styles.facts}>
        {parts.map((part) => (
          <div key={part}>
            <dt>{t(`compared.${part}`)}</dt>
            <dd>
              {compared[part].map((code) => (
                <TextLink key={code} to="/checks/$code" params={{ code }} className={styles.code}>
                  {code}
                </TextLink>
              ))}
            </dd>
          </div>
        ))}
        <div>
          <dt>{t('compared.before')}</dt>
          <dd>
            <TextLink to="/applications/$id" params={{ id: before.id }}>
              {before.firmware ?? before.id}
            </TextLink>{' '}
            {before.endedAt && <TimeText at={before.endedAt} />}
          </dd>
        </div>
      </dl>
    </Panel>
  );
}
