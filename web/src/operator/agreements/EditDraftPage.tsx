import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Alert } from 'antd';
import { explainProblem } from '../../api/explain.ts';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { salesQueries } from '../sales-queries.ts';
import { useText } from '../texts/index.ts';
import { AgreementCrumbs } from './AgreementCrumbs.tsx';
import { DraftForm } from './DraftForm.tsx';

const route = getRouteApi('/signed-in/personal/agreements/versions/$version/edit');

/** A draft is written anew. What is published does not change: the page says so before anybody types. */
export function EditDraftPage() {
  const t = useText();
  const { version } = route.useParams();
  return (
    <AgreementCrumbs title={t('operatorAgreements.form.editTitle', { version })}>
      <Loaded query={useQuery({ ...salesQueries.agreement(version), refetchOnWindowFocus: false })}>
        {(draft) => (draft.state === 'draft' ? <DraftForm known={version} from={draft} /> : <Published />)}
      </Loaded>
    </AgreementCrumbs>
  );
}

function Published() {
  const [language] = useLanguage();
  const { title, remedy } = explainProblem('agreement_published', {}, language);
  return <Alert type="warning" showIcon title={title} description={remedy} />;
}
