import type { ProductHome } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { AskModal } from '../../../desk/dialog/AskModal.tsx';
import { Loaded } from '../../../desk/parts/Loaded.tsx';
import { Panel } from '../../../desk/parts/Panel.tsx';
import { StateTag } from '../../../desk/parts/StateTag.tsx';
import { CopyButton } from '../../../ui/Ident.tsx';
import { TimeText } from '../../../ui/TimeText.tsx';
import { api } from '../../api.ts';
import { queries } from '../../queries.ts';
import { useMay } from '../../team/use-may.ts';
import { useText } from '../../texts/index.ts';
import styles from './Home.module.css';

/** Whether anybody finds the product; what becomes public is said before it does. */
export function ListingPanel({ product }: { product: ProductHome['product'] }) {
  const t = useText();
  const may = useMay();
  const [isAsking, setAsking] = useState(false);
  const { pid, role } = product;
  const query = useQuery(queries.listing(pid));
  const isOn = query.data ? query.data.listedAt !== null : false;
  return (
    <Panel
      title={t('listing.title')}
      extra={
        query.data &&
        may('putListing', role) && (
          <Button onClick={() => setAsking(true)}>{t(isOn ? 'listing.takeBack' : 'listing.agree')}</Button>
        )
      }
    >
      <Loaded query={query}>
        {({ listedAt, leftOut, url, productName, companyName }) => (
          <>
            <ul className={styles.rows}>
              <li>
                {listedAt === null ? (
                  <span className={styles.soft}>{t('listing.off')}</span>
                ) : leftOut ? (
                  <>
                    <StateTag tone="waiting" icon="clock" text={t('listing.leftOut')} />
                    <span className={styles.soft}>{t(`listing.because.${leftOut}`)}</span>
                  </>
                ) : (
                  <>
                    <StateTag tone="verified" icon="check" text={t('listing.on')} />
                    <TimeText at={listedAt} />
                  </>
                )}
              </li>
              <li>
                <a href={url} target="_blank" rel="noreferrer">
                  {t('listing.page')}
                </a>
                <CopyButton text={url} />
              </li>
            </ul>
            {isAsking && (
              <AskModal
                title={t(isOn ? 'listing.takeBackTitle' : 'listing.agreeTitle', { name: productName })}
                consequences={
                  isOn
                    ? [t('listing.gone'), t('listing.certificateStays'), t('listing.searchEngines')]
                    : [
                        t('listing.names', { company: companyName, product: productName }),
                        t('listing.shows'),
                        t('listing.indexed'),
                        t('listing.anyTime'),
                      ]
                }
                okText={t(isOn ? 'listing.takeBack' : 'listing.agree')}
                run={() => api.putListing({ params: { pid }, body: { isListed: !isOn } })}
                done={t(isOn ? 'listing.takenBack' : 'listing.agreed')}
                refresh={['listing']}
                onClose={() => setAsking(false)}
              />
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}
