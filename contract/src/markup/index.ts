export { type BulkOutcome, writeBulkJunit } from './bulk-junit.ts';
export { writeConformanceHtml } from './conformance-html.ts';
export { writeConformanceJunit } from './conformance-junit.ts';
export { clipTitle } from './conformance-texts.ts';
export { escaped, quoted } from './escape.ts';
export { writeSoakJunit } from './soak-junit.ts';
export { signStrip, stripText } from './strip-text.ts';
