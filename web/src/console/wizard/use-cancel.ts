import type { Application } from '@kaitong/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App } from 'antd';
import { useEffect, useRef } from 'react';
import { codeOf } from '../../api/code-of.ts';
import { useTellRefusal } from '../../desk/calls/use-tell-refusal.ts';
import { api } from '../api.ts';
import { can } from '../application/application-state.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';

type Then = 'stay' | 'change-device';

/** Cancels after asking. An application that has just ended keeps its outcome, and the page shows that one. */
export function useCancel(application: Application): { ask: (then: Then) => void; pending: boolean } {
  const { id } = application;
  const t = useText();
  const tellRefusal = useTellRefusal();
  const { message, modal } = App.useApp();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const cancel = useMutation({
    mutationFn: (_: Then) => api.cancelApplication({ params: { id } }),
    onSuccess: async (application, then) => {
      queryClient.setQueryData(queries.application(id).queryKey, application);
      void message.info(t('run.cancelled'));
      if (then === 'change-device') await navigate({ to: '/my/services/video-cloud-storage/add', search: {} });
    },
    onError: async (error) => {
      if (codeOf(error) === 'application_ended') void message.warning(t('run.tooLate'));
      else tellRefusal(error);
      await queryClient.invalidateQueries({ queryKey: queries.application(id).queryKey });
    },
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ['applications'] }),
  });
  // Whoever is still asked when it ends has nothing left to decide.
  const question = useRef<{ destroy: () => void }>(undefined);
  const canCancel = can('cancel', application);
  useEffect(() => {
    if (!canCancel) question.current?.destroy();
    return () => question.current?.destroy();
  }, [canCancel]);
  return {
    pending: cancel.isPending,
    ask: (then) => {
      question.current = modal.confirm({
        title: t('run.cancelTitle'),
        content: t(application.releaseId === null ? 'run.cancelText' : 'application.cancelText'),
        okText: then === 'stay' ? t('run.cancelOk') : t('wave.changeDevice'),
        cancelText: t('run.cancelKeep'),
        okButtonProps: { danger: true },
        onOk: () => cancel.mutate(then),
      });
    },
  };
}
