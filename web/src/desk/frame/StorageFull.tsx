import { Alert } from 'antd';
import { useStorageFull } from '../../api/storage.ts';
import { useText } from '../texts/index.ts';

/** Says so while the platform stores nothing more. */
export function StorageFull() {
  const t = useText();
  if (!useStorageFull()) return null;
  return <Alert type="error" role="status" banner showIcon title={t('frame.storageFull')} />;
}
