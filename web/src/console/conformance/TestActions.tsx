import type { Conformance } from '@kaitong/contract';
import { writeConformanceHtml } from '@kaitong/contract/markup';
import { Button } from 'antd';
import { useAct } from '../../desk/calls/use-act.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { Icon } from '../../ui/Icon.tsx';
import { api } from '../api.ts';
import { saveFile } from '../save-file.ts';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';

/** The report as a file, or an end before the end. */
export function TestActions({ test }: { test: Conformance }) {
  const t = useText();
  const [language] = useLanguage();
  const may = useMay();
  const cancel = useAct(() => api.cancelConformance({ params: { id: test.id } }), {
    done: t('conformance.cancelled'),
    refresh: ['conformance', 'conformances'],
  });
  if (test.state === 'running')
    return !may('cancelConformance') ? null : (
      <Button danger loading={cancel.isPending} onClick={() => cancel.mutate(undefined)}>
        {t('conformance.cancel')}
      </Button>
    );
  const name = `kaitong-${test.pid}-${test.firmware ?? ''}-${test.id}`;
  return (
    <>
      <Button
        type="primary"
        icon={<Icon name="download" />}
        onClick={() => saveFile(`${name}.html`, writeConformanceHtml(test, language), 'text/html')}
      >
        {t('conformance.html')}
      </Button>
      <Button
        icon={<Icon name="download" />}
        onClick={() => saveFile(`${name}.json`, JSON.stringify(test, null, 2), 'application/json')}
      >
        {t('conformance.json')}
      </Button>
    </>
  );
}
