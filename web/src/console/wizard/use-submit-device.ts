import { type Application, ProblemError } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App } from 'antd';
import { codeOf } from '../../api/code-of.ts';
import { explainProblem } from '../../api/explain.ts';
import { useOnce } from '../../api/use-once.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { api } from '../api.ts';
import { useProblemParams } from '../application/use-problem-params.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';

type Submission = { deviceId: string; acceptOlderFirmware?: boolean };

/**
 * Submits a sample and goes to its run. A refusal is shown as a toast, and stays as the mutation's error; older
 * firmware in the field is a question instead, and the answer submits again.
 */
export function useSubmitDevice() {
  const t = useText();
  const [language] = useLanguage();
  const { message, modal } = App.useApp();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const paramsOf = useProblemParams();

  const submission = useOnce<Application, Submission>({
    mutationFn: (body) => api.createApplication({ body }),
    onSuccess: async (application) => {
      queryClient.setQueryData(queries.application(application.id).queryKey, application);
      await navigate({ to: '/my/services/video-cloud-storage/add', search: { application: application.id } });
    },
    onError: (error, { deviceId }) => {
      if (!(error instanceof ProblemError)) return;
      const { code, params } = error.problem;
      const { title, remedy } = explainProblem(code, paramsOf(params), language);
      if (code !== 'older_firmware_in_field') {
        void message.error(title);
        return;
      }
      modal.confirm({
        title: t('wizard.older'),
        content: remedy,
        okText: t('wizard.olderGoOn'),
        cancelText: t('wizard.olderStop'),
        onOk: () => submission.mutate({ deviceId, acceptOlderFirmware: true }),
      });
    },
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ['applications'] }),
  });
  const asked = codeOf(submission.error) === 'older_firmware_in_field';
  return { ...submission, error: asked ? null : submission.error };
}
