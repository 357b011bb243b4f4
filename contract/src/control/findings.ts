import { z } from 'zod';
import { ApplicationState } from '../activation/steps.ts';
import { Finding, FindingChange, FoundHeaders, Severity } from '../checks/index.ts';
import { ItemName, ItemVerdict } from '../conformance/item.ts';
import { ApplicationId, ConformanceId, FirmwareVersion, Instant } from '../ids.ts';
import { op } from '../kit/op.ts';
import { LANGUAGES } from '../languages.ts';
import { ProblemCodeSchema } from '../problems/problem.ts';

/** So long an address may live, in days. */
export const LONGEST_FINDINGS_SHARE = 90;

/** So many are listed, the newest: more is a list that nobody reads. */
export const MOST_FINDINGS_SHARES = 100;

/** An earlier attempt with the same product, and what became of what it found. */
export const FindingsCompared = FindingChange.extend({
  before: z.object({ id: ApplicationId, firmware: FirmwareVersion.nullable(), endedAt: Instant.nullable() }),
});
export type FindingsCompared = z.output<typeof FindingsCompared>;

/** Openings within an hour from one network, or by one that is not told because there were too many. */
const Openings = z.object({
  /** The hour's beginning. */
  hour: Instant,
  /** A network, as `203.0.113.0/24`; empty where very many had opened it already. */
  network: z.string(),
  count: z.int(),
});

/** An address by which somebody without an account reads what was found, in an attempt or an extended test. It is told once. */
export const FindingsShare = z
  .object({
    id: z.string(),
    /** One of both. */
    applicationId: ApplicationId.nullable(),
    conformanceId: ConformanceId.nullable(),
    createdAt: Instant,
    expiresAt: Instant,
    /** `lost`: the account has the product's authorisation no more. */
    state: z.enum(['open', 'ended', 'expired', 'lost']),
    withFootage: z.boolean(),
    openings: z.array(Openings),
  })
  .meta({ id: 'FindingsShare' });
export type FindingsShare = z.output<typeof FindingsShare>;

/** A headline in words, as its page says it. */
const Headline = z.object({
  code: z.string(),
  severity: Severity,
  title: z.string(),
  sentence: z.string(),
  measured: z.string().nullable(),
  expected: z.string().nullable(),
  place: z.string(),
  cause: z.string(),
  fix: z.string(),
  /** Codes of what goes away with it. */
  follows: z.array(z.string()),
});

/** An extended test in words, without what its clips show. */
const SharedTest = z.object({
  outcome: z.string(),
  items: z.array(
    z.object({
      name: ItemName,
      title: z.string(),
      /** What was tried. */
      about: z.string(),
      verdict: ItemVerdict.nullable(),
      verdictText: z.string(),
      reason: z.string().nullable(),
      remedy: z.string().nullable(),
      observations: z.array(z.object({ at: Instant, text: z.string() })),
    }),
  ),
  /** With the test before of the same product: names of items that failed or were advised against. */
  compared: z
    .object({
      before: z.object({ firmware: FirmwareVersion.nullable(), endedAt: Instant.nullable() }),
      gone: z.array(ItemName),
      added: z.array(ItemName),
      stays: z.array(ItemName),
    })
    .nullable(),
});

/** What whoever holds such an address reads: what was found and where, and nothing of whose camera it is. */
export const SharedFindings = z
  .object({
    productName: z.string().nullable(),
    deviceId: z.string(),
    firmware: FirmwareVersion.nullable(),
    /** Null where it is of an extended test. */
    state: ApplicationState.nullable(),
    test: SharedTest.nullable(),
    /** Why it ended, where that is no finding. */
    problem: z.object({ code: ProblemCodeSchema, title: z.string(), remedy: z.string() }).nullable(),
    /** Of the test of the way up, where no clip was judged. */
    isPreflight: z.boolean(),
    endedAt: Instant.nullable(),
    expiresAt: Instant,
    /** Version of the rules that judged it. */
    rules: z.int(),
    headlines: z.array(Headline),
    findings: z.array(Finding),
    headers: z.array(FoundHeaders),
    compared: z
      .object({
        sentence: z.string(),
        before: z.object({ firmware: FirmwareVersion.nullable(), endedAt: Instant.nullable() }),
        ...FindingChange.shape,
      })
      .nullable(),
    /** Where snapshot and clip are for some minutes; null where they do not go with it, or are gone. */
    footage: z
      .object({ snapshotUrl: z.string().nullable(), clipUrl: z.string().nullable(), expiresAt: Instant })
      .nullable(),
  })
  .meta({ id: 'SharedFindings' });
export type SharedFindings = z.output<typeof SharedFindings>;

const application = z.object({ id: ApplicationId });
const test = z.object({ id: ConformanceId });
const shareDays = z.int().min(1).max(LONGEST_FINDINGS_SHARE).default(7);

/** The page of an address; its JSON lies beside it. */
export const sharedFindingsPath = (token: string): string => `/findings/${token}`;

export const findings = {
  compareFindings: op({
    method: 'GET',
    path: '/api/v1/applications/:id/comparison',
    summary: 'What became of what the attempt before found, with the same product; null: there was none',
    caller: 'maker',
    params: application,
    reply: z.object({ compared: FindingsCompared.nullable() }),
  }),
  shareFindings: op({
    method: 'POST',
    path: '/api/v1/applications/:id/findings-shares',
    summary: 'Make an address by which whoever holds it reads what was found in an attempt; told once',
    caller: 'maker',
    params: application,
    body: z.object({
      days: shareDays,
      /** Snapshot and clip too, for as long as they are kept; of a linked tester's device only. */
      withFootage: z.boolean().default(false),
    }),
    reply: z.object({ share: FindingsShare, url: z.string() }),
    status: 201,
  }),
  shareConformance: op({
    method: 'POST',
    path: '/api/v1/conformance/:id/findings-shares',
    summary: 'Make an address by which whoever holds it reads what an extended test found; told once',
    caller: 'maker',
    params: test,
    body: z.object({ days: shareDays }),
    reply: z.object({ share: FindingsShare, url: z.string() }),
    status: 201,
  }),
  listConformanceShares: op({
    method: 'GET',
    path: '/api/v1/conformance/:id/findings-shares',
    summary: 'Addresses that were made of an extended test, and when they were opened; newest first',
    caller: 'maker',
    params: test,
    reply: z.object({ items: z.array(FindingsShare) }),
  }),
  listFindingsShares: op({
    method: 'GET',
    path: '/api/v1/applications/:id/findings-shares',
    summary: 'Addresses that were made of an attempt, and when they were opened; newest first',
    caller: 'maker',
    params: application,
    reply: z.object({ items: z.array(FindingsShare) }),
  }),
  endFindingsShare: op({
    method: 'POST',
    path: '/api/v1/findings-shares/:id/end',
    summary: 'End such an address at once',
    caller: 'maker',
    params: z.object({ id: z.string().max(40) }),
    reply: FindingsShare,
  }),
  getSharedFindings: op({
    method: 'GET',
    path: '/findings/:token/json',
    summary: 'What was found in an attempt or an extended test, for whoever holds its address',
    caller: 'public',
    params: z.object({ token: z.string().max(100) }),
    query: z.object({ lang: z.enum(LANGUAGES).optional() }),
    reply: SharedFindings,
  }),
};
