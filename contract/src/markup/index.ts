export { type BulkOutcome, writeBulkJunit } from './bulk-junit.ts';
export { escaped, quoted } from './escape.ts';
