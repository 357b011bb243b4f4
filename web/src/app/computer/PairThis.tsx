import { PairingText, Uuid } from '@kaitong/contract';
import { type Credentials, type DeviceProblem, pairDevice } from '@kaitong/device/browser';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLanguage } from '../../i18n/texts.ts';
import { api } from '../api.ts';
import { Button } from '../parts/Button.tsx';
import { Callout } from '../parts/Callout.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Field } from '../parts/Field.tsx';
import { FEATURES, FIRMWARE } from './browser-camera.ts';
import styles from './Computer.module.css';
import { inPageLanguage } from './in-page-language.ts';
import { ProblemNote } from './notes.tsx';
import { useText } from './texts/index.ts';

/** A refusal, as the device was told it. */
class NotPaired extends Error {
  readonly problem: DeviceProblem;
  constructor(problem: DeviceProblem) {
    super(problem.code);
    this.problem = problem;
  }
}

/** Cameras call the platform's own address, and from another one a page cannot. */
class Elsewhere extends Error {
  readonly url: string;
  constructor(url: string) {
    super('the page is at another address');
    this.url = url;
  }
}

/** Takes a licence of a demonstration product, and pairs this browser with it to whoever is signed in. */
export function PairThis({ onPaired }: { onPaired: (credentials: Credentials) => void }) {
  const t = useText();
  const [language] = useLanguage();
  const client = useQueryClient();
  const [isTried, setTried] = useState(false);
  const [licence, setLicence] = useState({ uuid: '', authKey: '' });
  const pairing = useMutation({
    async mutationFn({ uuid, authKey }: typeof licence) {
      const { text: pairingText } = await api.createPairingToken({});
      const { u } = PairingText.parse(JSON.parse(pairingText));
      if (new URL(u).origin !== location.origin) throw new Elsewhere(new URL(location.pathname, u).href);
      const unit = { uuid, authKey, firmware: FIRMWARE, features: FEATURES, sample: 'browser' as const };
      const paired = await pairDevice({ pairingText, ...unit, fetch: inPageLanguage });
      if (!paired.ok) throw new NotPaired(paired.problem);
      return paired.value;
    },
    onSuccess(credentials) {
      void client.invalidateQueries();
      onPaired(credentials);
    },
  });
  const { error } = pairing;
  const isGood = Uuid.safeParse(licence.uuid).success;
  const uuidProblem = licence.uuid === '' ? t('pair.missing') : t('pair.uuidWrong');
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (isGood && licence.authKey !== '' && !pairing.isPending) pairing.mutate(licence);
      }}
    >
      <p>{t('lead')}</p>
      <p className={styles.soft}>
        {t('pair.licence')}{' '}
        <a href={`/docs/${language}/maker#${t('guide.at')}`} target="_blank" rel="noopener">
          {t('guide.title')}
        </a>
      </p>
      <Field
        label="UUID"
        name="uuid"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        hint={t('pair.hint')}
        problem={isTried && !isGood ? uuidProblem : undefined}
        value={licence.uuid}
        onChange={({ target }) => setLicence(readLicence(target.value) ?? { ...licence, uuid: target.value.trim() })}
      />
      <Field
        label="AuthKey"
        name="authKey"
        type="password"
        autoComplete="off"
        problem={isTried && licence.authKey === '' ? t('pair.missing') : undefined}
        value={licence.authKey}
        onChange={({ target }) => setLicence({ ...licence, authKey: target.value.trim() })}
      />
      {error instanceof NotPaired && <ProblemNote title={t('pair.refused')} problem={error.problem} />}
      {error instanceof Elsewhere && (
        <Callout tone="refused" role="alert" title={t('pair.elsewhere')}>
          <p>{t('pair.elsewhereText')}</p>
          <a href={error.url}>{error.url}</a>
        </Callout>
      )}
      {error && !(error instanceof NotPaired || error instanceof Elsewhere) && <ErrorNotice error={error} />}
      <Button kind="primary" type="submit" busy={pairing.isPending && t('pair.busy')}>
        {t('pair.submit')}
      </Button>
    </form>
  );
}

/** A line of the file in which licences are issued, with the PID before it or without. */
function readLicence(text: string): { uuid: string; authKey: string } | undefined {
  const [authKey, uuid] = text
    .trim()
    .split(/[\s,;]+/)
    .reverse();
  return authKey !== undefined && Uuid.safeParse(uuid).success ? { uuid: uuid ?? '', authKey } : undefined;
}
