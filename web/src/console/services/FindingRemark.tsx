import type { Application } from '@kaitong/contract';
import { findingText } from '@kaitong/contract/checks';
import { useLanguage } from '../../i18n/texts.ts';
import { reasonsIn } from '../application/reasons-in.ts';
import { RemarkText } from './Remark.tsx';

/** A remark that names the first finding. */
export function FindingRemark({ application }: { application: Application }) {
  const [language] = useLanguage();
  const [first] = application.problem ? reasonsIn(application) : [];
  return <RemarkText application={application} found={first && findingText(first.finding, language).title} />;
}
