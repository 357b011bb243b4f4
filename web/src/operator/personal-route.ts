import { createRoute } from '@tanstack/react-router';
import { PageError } from '../desk/frame/PageError.tsx';
import { Personal } from '../desk/frame/Personal.tsx';
import { signedIn } from './route-roots.ts';

/** Pages with the side menu beside them. */
export const personal = createRoute({
  getParentRoute: () => signedIn,
  id: 'personal',
  component: Personal,
  errorComponent: PageError,
});
