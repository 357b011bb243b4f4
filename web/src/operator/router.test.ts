import { QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { expect, test } from 'vitest';
import { routeTree } from './routes.ts';

test('every page of the operator has an address of its own', () => {
  expect(() => createRouter({ routeTree, context: { queryClient: new QueryClient() } })).not.toThrow();
});
