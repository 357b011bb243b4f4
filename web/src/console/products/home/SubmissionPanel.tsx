import { type ProductHome, submissionFilePath } from '@kaitong/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { Panel } from '../../../desk/parts/Panel.tsx';
import { useMay } from '../../team/use-may.ts';
import { useText } from '../../texts/index.ts';
import styles from './Home.module.css';
import { SubmissionDialog } from './SubmissionDialog.tsx';

/** What a maker hands to whoever buys or certifies the product, as one signed file. */
export function SubmissionPanel({ product }: { product: ProductHome['product'] }) {
  const t = useText();
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  const { pid, role, activation } = product;
  if (!may('getSubmission', role)) return null;
  return (
    <Panel
      title={t('submission.title')}
      extra={activation && <Button onClick={() => setOpen(true)}>{t('submission.make')}</Button>}
    >
      <p className={styles.nothing}>{t(activation ? 'submission.about' : 'submission.notYet')}</p>
      {isOpen && <SubmissionDialog pid={pid} path={submissionFilePath(pid)} onClose={() => setOpen(false)} />}
    </Panel>
  );
}
