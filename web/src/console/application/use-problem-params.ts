import { ApplicationState, type ProblemParams } from '@kaitong/contract';
import { useCallback } from 'react';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { useText } from '../texts/index.ts';

/** A problem's values as the reader's words: regions and states by name, everything else as it is. */
export function useProblemParams(): (params: ProblemParams) => ProblemParams {
  const t = useText();
  const regionNames = useRegionNames();
  return useCallback(
    ({ region, state, ...others }) => {
      const known = ApplicationState.safeParse(state);
      return {
        ...others,
        ...(region === undefined ? {} : { region: regionNames([String(region)]) }),
        ...(state === undefined ? {} : { state: known.success ? t(`states.${known.data}`) : state }),
      };
    },
    [t, regionNames],
  );
}
