import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { checkFiles, type Judge } from '@kaitong/judge';
import { isInstalled } from './corpus/programs.ts';

export type OwnClips = { tried: number; clean: number; refused: string[] };

const MOST_BYTES = 200 * 1024 * 1024;

/**
 * Footage not made by us: every H.264 and H.265 file of a folder that FFmpeg decodes without a word should be accepted.
 * What browsers cannot play is refused for that reason (`video.profile`), which is no mistake.
 */
export async function tryOwnClips(judge: Judge, folder: string, say: (line: string) => void): Promise<OwnClips> {
  const result: OwnClips = { tried: 0, clean: 0, refused: [] };
  if (!isInstalled('ffmpeg') || !isInstalled('ffprobe')) {
    say('Clips of your own are compared with ffmpeg and ffprobe, which are not installed.');
    return result;
  }
  for (const name of globSync('**/*.{mp4,m4v,mov,3gp,3g2,ts,mts,m2ts,mpegts,m4s,cmfv}', { cwd: folder })) {
    const file = path.join(folder, name);
    // A link may lead nowhere.
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size === 0 || size > MOST_BYTES || !/^h264|^hevc/.test(codecOf(file))) continue;
    result.tried++;
    if (!decodesCleanly(file)) continue;
    result.clean++;
    const { verdict } = await checkFiles(judge, [{ name, bytes: readFileSync(file) }]);
    const errors = verdict.findings.filter(({ severity, code }) => severity === 'error' && code !== 'video.profile');
    if (errors.length === 0) continue;
    const line = `refused: ${name}: ${errors.map(({ code, measured }) => `${code} (${measured})`).join(', ')}`;
    result.refused.push(line);
    say(line);
  }
  return result;
}

const codecOf = (file: string): string =>
  spawnSync(
    'ffprobe',
    ['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'stream=codec_name', '-of', 'csv=p=0', file],
    { encoding: 'utf8' },
  ).stdout;

export function decodesCleanly(file: string): boolean {
  const { status, stderr } = spawnSync(
    'ffmpeg',
    ['-nostdin', '-v', 'error', '-i', file, '-map', '0:v:0', '-f', 'null', '-'],
    { encoding: 'utf8' },
  );
  return status === 0 && stderr.trim() === '';
}
