import type { Application } from '@kaitong/contract';
import { groupFindings, isRateTold, rateText } from '@kaitong/contract/checks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { titleOf } from '../../desk/words/title-of.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { queries } from '../queries.ts';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import { useCancel } from '../wizard/use-cancel.ts';
import { ApplicationFacts } from './ApplicationFacts.tsx';
import { can, isEverywhere } from './application-state.ts';
import { CertificatePanel } from './CertificatePanel.tsx';
import { ClipStrips } from './ClipStrips.tsx';
import { Compared } from './Compared.tsx';
import { CrumbedPage } from './CrumbedPage.tsx';
import { Evidence } from './Evidence.tsx';
import { FindingList } from './FindingList.tsx';
import { hasStrips } from './has-strips.ts';
import { ObjectsNote } from './ObjectsNote.tsx';
import { ProbeReport } from './ProbeReport.tsx';
import { RunLine } from './RunLine.tsx';
import { reasonsIn } from './reasons-in.ts';
import { isProbeTroubled } from './run-view.ts';
import { Shares } from './Shares.tsx';
import { useMarkedPlaces } from './use-marked-places.ts';
import { useRun } from './use-run.ts';
import { useTicketFacts } from './use-ticket-facts.ts';
import { Verdict } from './Verdict.tsx';

const route = getRouteApi('/signed-in/personal/applications/$id');

/** One application, while it runs and for as long as it is kept. */
export function ApplicationPage() {
  const t = useText();
  const { id } = route.useParams();
  const application = useQuery(queries.application(id));
  return (
    <CrumbedPage
      title={application.data ? titleIn(t, application.data) : t('menu.application')}
      short={t('menu.application')}
      actions={application.data && <Actions application={application.data} />}
    >
      <Loaded query={application}>{(data) => <Details key={data.id} application={data} />}</Loaded>
    </CrumbedPage>
  );
}

/** What was tried, how that stands, and with which firmware: as far as the account may know it. */
const titleIn = (t: ReturnType<typeof useText>, { productName, deviceId, state, firmware }: Application): string =>
  titleOf(productName ?? deviceId, t(`states.${state}`), firmware);

function Actions({ application }: { application: Application }) {
  const t = useText();
  const may = useMay();
  const to = '/my/services/video-cloud-storage/add';
  if (application.releaseId !== null) return <ReleaseActions application={application} />;
  if (can('watch', application)) {
    return (
      <LinkButton look="primary" to={to} search={{ application: application.id }}>
        {t('application.resume')}
      </LinkButton>
    );
  }
  const mayVerify = may('createApplication');
  if (can('verify-again', application)) {
    return (
      mayVerify && (
        <LinkButton to={to} search={{ device: application.deviceId }}>
          {t('failed.again')}
        </LinkButton>
      )
    );
  }
  return (
    <>
      {application.state === 'approved' && application.pid && (
        <LinkButton to="/my/services/video-cloud-storage/items/$pid" params={{ pid: application.pid }}>
          {t('conformance.title')}
        </LinkButton>
      )}
      {mayVerify && (
        <LinkButton to={to} search={{}}>
          {t('done.again')}
        </LinkButton>
      )}
    </>
  );
}

/** Nothing is activated: the wizard has no part in it, and what waits for a day is called off here. */
function ReleaseActions({ application }: { application: Application }) {
  const t = useText();
  const may = useMay();
  const { ask, pending } = useCancel(application);
  return (
    <>
      {may('cancelApplication') && can('cancel', application) && (
        <Button loading={pending} onClick={() => ask('stay')}>
          {t('run.cancelOk')}
        </Button>
      )}
      {application.pid && (
        <LinkButton to="/products/$pid/firmware" params={{ pid: application.pid }}>
          {t('application.release')}
        </LinkButton>
      )}
    </>
  );
}

function Details({ application }: { application: Application }) {
  const t = useText();
  const [language] = useLanguage();
  const { run } = useRun(application.id);
  const findings = application.findings.length > 0 ? application.findings : run.findings;
  const facts = useTicketFacts(application);
  const groups = groupFindings(findings);
  const { marked, showOf, strips } = useMarkedPlaces(groups, run);
  const [reason] = reasonsIn(application);
  const listed = groups.filter(({ finding }) => finding !== reason?.finding);
  // A verdict on the wave's own clip says all that the test before it could say.
  const isJudged = application.state === 'approved' || application.problem?.code === 'clip_rejected';
  const picture = hasStrips(run) && <ClipStrips ref={strips} run={run} findings={findings} marked={marked} />;
  const clip = application.footage !== 'none' || run.objects.length > 0;
  return (
    <>
      <ApplicationFacts application={application} run={run} />
      {application.problem && (
        <Panel title={t('application.reason')}>
          <Verdict application={application} showOf={showOf} picture={picture} />
        </Panel>
      )}
      <Compared application={application} />
      {picture && !application.problem && <Panel title={t('application.strip')}>{picture}</Panel>}
      {(listed.length > 0 || application.state === 'approved') && (
        <Panel title={reason ? t('failed.others', { n: listed.length }) : t('finding.title')}>
          {listed.length > 0 ? <FindingList groups={listed} facts={facts} showOf={showOf} /> : t('finding.none')}
          {!reason && <ObjectsNote groups={listed} />}
          {run.rate && isRateTold(run.rate, findings) && <p>{rateText(run.rate, language)}</p>}
        </Panel>
      )}
      {run.probe && isProbeTroubled(run) && !isJudged && (
        <Panel>
          <ProbeReport probe={run.probe} facts={facts} />
        </Panel>
      )}
      {clip && (
        <Panel title={t('application.evidence')}>
          <Evidence application={application} withClip />
        </Panel>
      )}
      {run.seq > 0 && (
        <Panel title={t('application.log')}>
          <RunLine run={run} isEverywhere={isEverywhere(application)} />
        </Panel>
      )}
      {application.certifiedAt && <CertificatePanel application={application} />}
      {application.state !== 'refused' && <Shares of={{ application }} />}
    </>
  );
}
