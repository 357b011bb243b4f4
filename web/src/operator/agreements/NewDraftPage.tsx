import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { salesQueries } from '../sales-queries.ts';
import { useText } from '../texts/index.ts';
import { AgreementCrumbs } from './AgreementCrumbs.tsx';
import { DraftForm } from './DraftForm.tsx';

const route = getRouteApi('/signed-in/personal/agreements/new');

/** A version is drafted: from another one, whose text it begins with, or from nothing. */
export function NewDraftPage() {
  const t = useText();
  const { from } = route.useSearch();
  return (
    <AgreementCrumbs title={t('operatorAgreements.form.title')}>
      {from === undefined ? <DraftForm known={null} from={null} /> : <FromVersion version={from} />}
    </AgreementCrumbs>
  );
}

function FromVersion({ version }: { version: string }) {
  return (
    <Loaded query={useQuery(salesQueries.agreement(version))}>
      {(from) => <DraftForm key={version} known={null} from={from} />}
    </Loaded>
  );
}
