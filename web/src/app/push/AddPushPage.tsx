import type { app, Output } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useOnce } from '../../api/use-once.ts';
import { useText } from '../footage/texts/index.ts';
import { Page } from '../frame/Page.tsx';
import { buttonClass } from '../parts/Button.tsx';
import { Callout } from '../parts/Callout.tsx';
import { NameForm } from '../parts/NameForm.tsx';
import { queries } from '../queries.ts';
import { MadeToken } from './MadeToken.tsx';
import styles from './PushPage.module.css';
import { pushApi } from './push-api.ts';

/** Makes a device for a camera that speaks no protocol of ours, and shows where it is to send. */
export function AddPushPage() {
  const t = useText();
  const client = useQueryClient();
  const create = useOnce({
    mutationFn: (name: string) => pushApi.createPushDevice({ body: { name } }),
    onSuccess: () => client.invalidateQueries({ queryKey: queries.devices().queryKey }),
  });
  return (
    <Page
      title={create.data ? t('footage.push.addedTitle', { name: create.data.device.name }) : t('footage.push.addTitle')}
      back={{ to: '/add' }}
    >
      {create.data ? (
        <Made made={create.data} />
      ) : (
        <NameForm
          label={t('footage.push.name')}
          hint={t('footage.push.addNameHint')}
          missing={t('footage.push.nameRequired')}
          most={40}
          call={create}
          onName={create.mutate}
          action={t('footage.push.add')}
          acting={t('footage.push.adding')}
        >
          <p className={styles.intro}>{t('footage.push.addIntro')}</p>
        </NameForm>
      )}
    </Page>
  );
}

/** The token comes first: who leaves for the plans sees it no more. */
function Made({ made: { device, token } }: { made: Output<typeof app.createPushDevice> }) {
  const t = useText();
  const params = { deviceId: device.deviceId };
  return (
    <div className={styles.form}>
      <MadeToken token={token} />
      <Callout tone="waiting" title={t('footage.push.needsPlan')}>
        <p>{t('footage.push.needsPlanText')}</p>
      </Callout>
      <Link to="/devices/$deviceId/cloud-storage" params={params} className={buttonClass('primary')}>
        {t('footage.push.toPlans')}
      </Link>
      <Link to="/devices/$deviceId" params={params} className={buttonClass('plain')}>
        {t('footage.push.toDevice')}
      </Link>
    </div>
  );
}
