import { createLink } from '@tanstack/react-router';
import type { ComponentProps } from 'react';

/** A link within a sentence: underlined, since colour alone does not tell it from the words around it. */
export const TextLink = createLink((props: ComponentProps<'a'>) => (
  <a {...props} style={{ textDecoration: 'underline', whiteSpace: 'nowrap' }} />
));
