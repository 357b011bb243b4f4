import { CONFORMANCE_ITEMS, itemText, type MakerDevice } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Checkbox, Form, Select } from 'antd';
import type { z } from 'zod';
import { FormModal } from '../../desk/dialog/FormModal.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { api } from '../api.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';

type Choice = { deviceId: string; items: (typeof CONFORMANCE_ITEMS)[number][] };

/** Chooses a tester's camera and what is tried on it, and says what will happen to it. */
export function StartConformance({ pid, onClose }: { pid: string; onClose: () => void }) {
  const t = useText();
  const navigate = useNavigate();
  const devices = useInfiniteQuery(queries.devices({ pid, only: 'testers' }));
  return (
    <FormModal<Choice, { id: string }>
      title={t('conformance.start')}
      okText={t('conformance.start')}
      disabled={!devices.data?.pages.some(({ items }) => items.length > 0)}
      initial={{ items: [...CONFORMANCE_ITEMS] }}
      send={(body) => api.startConformance({ body })}
      refresh={['conformances']}
      onDone={({ id }) => navigate({ to: '/conformance/$id', params: { id } })}
      onClose={onClose}
    >
      <Loaded query={devices}>
        {({ pages }) => (
          <>
            <Choices testers={pages.flatMap(({ items }) => items)} />
            {devices.hasNextPage && (
              <Button loading={devices.isFetchingNextPage} onClick={() => void devices.fetchNextPage()}>
                {t('conformance.moreCameras')}
              </Button>
            )}
          </>
        )}
      </Loaded>
    </FormModal>
  );
}

function Choices({ testers }: { testers: z.output<typeof MakerDevice>[] }) {
  const t = useText();
  const [language] = useLanguage();
  const first = testers.find(({ presence }) => presence !== 'offline') ?? testers[0];
  if (!first)
    return (
      <EmptyState picture="camera" title={t('conformance.noTester')} text={t('conformance.noTesterText')}>
        <LinkButton to="/testers">{t('menu.testers')}</LinkButton>
      </EmptyState>
    );
  return (
    <>
      <ul style={{ margin: '0 0 16px', paddingInlineStart: 20 }}>
        <li>{t('conformance.consequence.settings')}</li>
        <li>{t('conformance.consequence.footage')}</li>
        <li>{t('conformance.consequence.line')}</li>
        <li>{t('conformance.consequence.motion')}</li>
      </ul>
      <Form.Item name="deviceId" label={t('conformance.camera')} initialValue={first.deviceId}>
        <Select
          showSearch
          options={testers.map(({ deviceId, presence, firmware }) => ({
            value: deviceId,
            label: `${deviceId} · ${firmware ?? ''} · ${t(`devices.presences.${presence}`)}`,
          }))}
        />
      </Form.Item>
      <Form.Item
        name="items"
        label={t('conformance.items')}
        rules={[{ type: 'array', min: 1, message: t('conformance.chooseOne') }]}
      >
        <Checkbox.Group
          style={{ display: 'grid', gap: 4 }}
          options={CONFORMANCE_ITEMS.map((name) => ({ value: name, label: itemText(name, language).title }))}
        />
      </Form.Item>
    </>
  );
}
