import { useMedia } from '../../ui/use-media.ts';

/** Too narrow for a side menu beside a table: the menu goes into a drawer. */
export const useNarrow = () => useMedia('(max-width: 1199px)');
