import {
  AccountEvent,
  accountEventsPath,
  app as appContract,
  applicationEventsPath,
  BackupReport,
  backupPath,
  backupVerificationPath,
  bulkJunitPath,
  conformanceEventsPath,
  control,
  controlPlane,
  device,
  NumberedConformance,
  NumberedProgress,
  OwnerEvent,
  ownerEventsPath,
  PushedFootage,
  pushPath,
  regionPlane,
  statementCsvPath,
  submissionFilePath,
} from '@kaitong/contract';
import { consoleExamples, deviceExamples } from './api-examples.ts';
import { type DocumentedFile, type DocumentedStream, type DocumentedUpload, describeApi } from './kit/openapi.ts';

const contracts = [
  {
    name: 'console',
    contract: control,
    about: 'Makers and operators: what the console and the kaitong command call.',
    examples: consoleExamples,
  },
  { name: 'app', contract: appContract, prefix: '/{region}', about: 'Owners, in their region: what the app calls.' },
  {
    name: 'device',
    contract: device,
    prefix: '/{region}',
    about: 'Cameras, in the order of the device protocol.',
    examples: deviceExamples,
  },
];
const internal = [
  { name: 'control-plane', contract: controlPlane, about: 'What regions ask of control.' },
  { name: 'region-plane', contract: regionPlane, prefix: '/{region}', about: 'What control asks of a region.' },
];
const streams: DocumentedStream[] = [
  {
    name: 'console.application',
    path: applicationEventsPath('{id}'),
    summary: 'Progress of an application',
    caller: 'maker',
    event: NumberedProgress,
  },
  {
    name: 'console.conformance',
    path: conformanceEventsPath('{id}'),
    summary: 'Progress of an extended test',
    caller: 'maker',
    event: NumberedConformance,
  },
  {
    name: 'console',
    path: accountEventsPath,
    summary: 'What to read again; with `?devices=true` also when devices change in any region',
    caller: 'maker',
    event: AccountEvent,
  },
  {
    name: 'app',
    path: `/{region}${ownerEventsPath}`,
    summary: 'What to read again',
    caller: 'owner',
    event: OwnerEvent,
  },
];

const files: DocumentedFile[] = [
  {
    name: 'console.statement',
    method: 'get',
    path: statementCsvPath('{id}'),
    summary: 'Every order and refund of a statement, for spreadsheets',
    caller: 'maker',
    type: 'text/csv',
  },
  {
    name: 'console.bulkJunit',
    method: 'get',
    path: bulkJunitPath('{id}'),
    summary: 'The report of a bulk activation as JUnit XML: a case per sample, a failure for each that is not approved',
    caller: 'maker',
    type: 'application/xml',
  },
  {
    name: 'console.submission',
    method: 'post',
    path: submissionFilePath('{pid}'),
    summary:
      'A signed submission package of an activated product; `kaitong certificate verify` checks it. An SBOM as JSON (CycloneDX, SPDX) may be the body',
    caller: 'maker',
    type: 'application/x-tar',
  },
  {
    name: 'console.backup',
    method: 'post',
    path: backupPath,
    summary: 'Everything that this server keeps in its database, as one file; `kaitong backup` checks that it is whole',
    caller: 'operator',
    type: 'application/x-tar',
  },
];

const uploads: DocumentedUpload[] = [
  {
    name: 'console.verifyBackup',
    method: 'post',
    path: backupVerificationPath,
    summary: 'Restore a backup into a database that is thrown away, and play a sample of its recordings',
    by: 'operator',
    type: 'application/x-tar',
    status: 200,
    reply: BackupReport,
  },
  {
    name: 'device.push',
    method: 'put',
    path: `/{region}${pushPath('{deviceId}')}/{name}`,
    summary: 'Push a segment, an init segment, a playlist or a whole clip; folders before the name keep streams apart',
    by: 'tool',
    type: 'application/octet-stream',
    status: 201,
    reply: PushedFootage,
    empty: 'Kept, and no footage by itself: an init segment or a playlist',
  },
  {
    name: 'device.pushForm',
    method: 'post',
    path: `/{region}${pushPath('{deviceId}')}/`,
    summary:
      'Push a picture, a clip or both of one event, as webhooks of open firmware post them; the token may be the password of basic authentication',
    by: 'tool',
    type: 'multipart/form-data',
    status: 201,
    reply: PushedFootage,
  },
];

const about =
  'The HTTP API of a Kaitong server. Refusals are application/problem+json (RFC 9457) with a stable code; times are UTC; money is integer minor units with its currency.';

/** This installation's API for makers, operators, owners and cameras, as `/openapi.json` tells it; it takes 0.3 s to make. */
export const apiDocument = (version: string) => describeApi({ version, about }, contracts, streams, files, uploads);

/** What its planes call of each other, with a token of their own: `/openapi-internal.json`. */
export const internalApiDocument = (version: string) =>
  describeApi({ version, about: 'What the planes of one Kaitong installation call of each other.' }, internal);
