import type { ProductHome } from '@kaitong/contract';
import { LinkButton } from '../../../desk/parts/LinkButton.tsx';
import { Beside, Panel } from '../../../desk/parts/Panel.tsx';
import { TextLink } from '../../../desk/parts/TextLink.tsx';
import { Ident } from '../../../ui/Ident.tsx';
import { TimeText } from '../../../ui/TimeText.tsx';
import { ApplicationStateTag } from '../../application/ApplicationStateTag.tsx';
import { TestState } from '../../conformance/TestState.tsx';
import { useMay } from '../../team/use-may.ts';
import { useText } from '../../texts/index.ts';
import styles from './Home.module.css';

/** What was tried with samples of a product lately: verifications, and extended tests beside them. */
export function Tried({ home: { product, verifications, conformance, item } }: { home: ProductHome }) {
  const t = useText();
  const may = useMay();
  const { pid } = product;
  if (!verifications || !conformance) return null;
  return (
    <Beside>
      <Panel
        title={t('home.verifications')}
        extra={
          <TextLink to="/my/services/video-cloud-storage" search={{ tab: 'applications', search: pid }}>
            {t('home.all')}
          </TextLink>
        }
      >
        {verifications.latest.length === 0 ? (
          <div className={styles.nothing}>
            <p>{t('home.noVerifications')}</p>
            {!product.activation && may('createApplication', product.role) && (
              <LinkButton to="/my/services/video-cloud-storage/add" search={{}}>
                {t('home.verify')}
              </LinkButton>
            )}
          </div>
        ) : (
          <ul className={styles.rows}>
            {verifications.latest.map(({ id, deviceId, firmware, state, createdAt }) => (
              <li key={id}>
                <ApplicationStateTag state={state} />
                <Ident value={deviceId} />
                <span className={styles.soft}>{firmware ?? t('application.unknown')}</span>
                <span className={styles.soft}>
                  <TimeText at={createdAt} />
                </span>
                <TextLink to="/applications/$id" params={{ id }}>
                  {t('failed.details')}
                </TextLink>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      <Panel
        title={t('conformance.title')}
        extra={
          item && (
            <TextLink to="/my/services/video-cloud-storage/items/$pid" params={{ pid }}>
              {t('home.all')}
            </TextLink>
          )
        }
      >
        {conformance.length === 0 ? (
          <div className={styles.nothing}>
            <p>{t(item ? 'conformance.noneText' : 'home.testsAfter')}</p>
          </div>
        ) : (
          <ul className={styles.rows}>
            {conformance.map((test) => (
              <li key={test.id}>
                <TestState test={test} />
                <Ident value={test.deviceId} />
                <span className={styles.soft}>{test.firmware ?? t('application.unknown')}</span>
                <span className={styles.soft}>
                  <TimeText at={test.createdAt} />
                </span>
                <TextLink to="/conformance/$id" params={{ id: test.id }}>
                  {t('conformance.report')}
                </TextLink>
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </Beside>
  );
}
