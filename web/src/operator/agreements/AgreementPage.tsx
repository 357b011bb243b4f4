import type { control, Output } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { Facts } from '../../desk/parts/Facts.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { languageNames } from '../../i18n/language.ts';
import { salesQueries } from '../sales-queries.ts';
import { useText } from '../texts/index.ts';
import { useMayChange } from '../use-may-change.ts';
import { AgreementCrumbs } from './AgreementCrumbs.tsx';
import { AgreementTag } from './AgreementTag.tsx';
import { BothLanguages } from './BothLanguages.tsx';
import { DeleteDraftModal } from './DeleteDraftModal.tsx';
import { PublishModal } from './PublishModal.tsx';
import { silentOn } from './silent-on.ts';

type Agreement = Output<typeof control.getAgreementVersion>;
const route = getRouteApi('/signed-in/personal/agreements/versions/$version');

/** One version: its share, who is bound to it, and its text as makers read it. */
export function AgreementPage() {
  const t = useText();
  const { version } = route.useParams();
  const agreement = useQuery(salesQueries.agreement(version));
  const mayChange = useMayChange();
  return (
    <AgreementCrumbs
      title={`${t('operatorAgreements.version')} ${version}`}
      actions={mayChange && agreement.data && <Actions agreement={agreement.data} />}
    >
      <Loaded query={agreement}>
        {(data) => (
          <>
            <Notice state={data.state} />
            {data.state === 'draft' && <SilentTexts agreement={data} />}
            <Panel>
              <Facts
                facts={[
                  [t('operatorAgreements.state'), <AgreementTag key="state" state={data.state} />],
                  [t('operatorAgreements.percent'), t('operatorAgreements.percentOf', { percent: data.sharePercent })],
                  [t('operatorAgreements.makers'), t('operatorAgreements.makerCount', { n: data.makers })],
                  [t('operatorAgreements.updatedOn'), data.updatedOn],
                ]}
              />
            </Panel>
            <Panel title={t('operatorAgreements.asMaker')}>
              <BothLanguages version={version} updatedOn={data.updatedOn} texts={data.texts} />
            </Panel>
          </>
        )}
      </Loaded>
    </AgreementCrumbs>
  );
}

/** Before it binds anybody: a text that says another share than the one that is computed. */
function SilentTexts({ agreement: { sharePercent: percent, texts } }: { agreement: Agreement }) {
  const t = useText();
  const silent = silentOn(percent, texts);
  if (silent.length === 0) return null;
  const languages = silent.map((language) => languageNames[language]).join(t('common.separator'));
  return (
    <Alert
      type="warning"
      showIcon
      style={{ marginBottom: 16 }}
      title={t('operatorAgreements.silent', { percent, languages })}
    />
  );
}

function Notice({ state }: Pick<Agreement, 'state'>) {
  const t = useText();
  if (state === 'current') return null;
  return (
    <Alert
      type={state === 'draft' ? 'warning' : 'info'}
      showIcon
      style={{ marginBottom: 16 }}
      title={t(state === 'draft' ? 'operatorAgreements.draftNotice' : 'operatorAgreements.pastNotice')}
    />
  );
}

function Actions({ agreement: { version, state, sharePercent } }: { agreement: Agreement }) {
  const t = useText();
  const [asking, setAsking] = useState<'publish' | 'delete' | null>(null);
  const close = () => setAsking(null);
  if (state !== 'draft')
    return (
      <LinkButton to="/agreements/new" search={{ from: version }}>
        {t('operatorAgreements.copy')}
      </LinkButton>
    );
  return (
    <>
      <LinkButton to="/agreements/versions/$version/edit" params={{ version }}>
        {t('operatorAgreements.edit')}
      </LinkButton>
      <Button danger onClick={() => setAsking('delete')}>
        {t('operatorAgreements.delete')}
      </Button>
      <Button type="primary" onClick={() => setAsking('publish')}>
        {t('operatorAgreements.publish')}
      </Button>
      {asking === 'delete' && <DeleteDraftModal version={version} onClose={close} />}
      {asking === 'publish' && <PublishModal version={version} sharePercent={sharePercent} onClose={close} />}
    </>
  );
}
