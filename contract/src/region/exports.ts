import { z } from 'zod';
import { DeviceId, EventId, Instant } from '../ids.ts';
import { op } from '../kit/op.ts';
import { LANGUAGES } from '../languages.ts';
import { isTimeZone } from '../time-zones.ts';
import { createdDownload } from './footage-parts.ts';

/** All of an account, or the recordings of some cameras and days. */
const chosen = { from: Instant.optional(), to: Instant.optional() };
const isChosen = ({ from, to }: { from?: string | undefined; to?: string | undefined }): boolean =>
  from === undefined || to === undefined || Date.parse(from) < Date.parse(to);
/** As many as a page of an app shows to be chosen from. */
const MOST_CAMERAS = 1000;
/** Recordings that are named one by one. */
export const MOST_EXPORTED = 1000;

/** What an owner takes along as one file. */
export const exporting = {
  getExportSize: op({
    method: 'GET',
    path: '/api/v1/exports/size',
    summary:
      'About how much the recordings of each camera are that began between two moments; of all where none are named',
    caller: 'owner',
    query: z.object(chosen).refine(isChosen),
    reply: z.object({
      cameras: z.array(
        z.object({
          deviceId: DeviceId,
          name: z.string(),
          bytes: z.int(),
          /** The hours of the first and of the last of them. */
          from: Instant,
          to: Instant,
        }),
      ),
    }),
  }),
  createExport: op({
    method: 'POST',
    path: '/api/v1/exports',
    summary:
      'A short-lived address of everything of this account as one tar file, of the recordings of these cameras that began between two moments, or of these recordings',
    caller: 'owner',
    body: z
      .object({
        /** All cameras where none are named. */
        deviceIds: z.array(DeviceId).min(1).max(MOST_CAMERAS).optional(),
        /** These recordings alone, whatever their cameras; those that are not there are left out. */
        eventIds: z.array(EventId).min(1).max(MOST_EXPORTED).optional(),
        ...chosen,
        /** In whose time days and files are named: UTC where nothing is said. */
        timeZone: z.string().min(1).max(60).refine(isTimeZone).optional(),
        /** In which language files say what happened. */
        language: z.enum(LANGUAGES).default('en'),
      })
      .refine(isChosen)
      .optional(),
    reply: createdDownload,
    status: 201,
  }),
};
