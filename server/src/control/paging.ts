export { containing, toPage } from '../paging.ts';
