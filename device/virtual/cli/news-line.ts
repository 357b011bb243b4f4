import type { CameraNews } from '../camera-options.ts';

/** What happened, as one line of a log. */
export function newsLine(news: CameraNews): string {
  switch (news.is) {
    case 'state': {
      const { state } = news;
      const problem = state.state === 'connecting' ? state.problem : null;
      return problem ? `${state.state} (${problem.code}: ${problem.detail})` : state.state;
    }
    case 'granted':
      return 'May upload one event for a verification. Wave!';
    case 'revoked':
      return 'The permission to upload has ended.';
    case 'permitted':
      return `The subscription permits: ${news.recording}.`;
    case 'recording':
      return `Recording (${news.cause}).`;
    case 'object':
      return `${news.kind}: ${news.bytes} bytes, ${Math.round(news.durationMs)} ms`;
    case 'finished': {
      const { result } = news;
      return result.is === 'uploaded'
        ? `Uploaded event ${result.eventId}: ${result.objects} objects, ${result.bytes} bytes, ${Math.round(result.durationMs)} ms.`
        : `Not uploaded: ${result.problem.code}: ${result.problem.detail}`;
    }
    case 'settings':
      return `Settings: motion detection ${news.motionDetection?.enabled ? 'on' : 'off'}, privacy mode ${news.privacyMode ? 'on' : 'off'}.`;
    case 'updated':
      return `Firmware ${news.firmware} runs.`;
    case 'taken_back':
      return `Firmware ${news.firmware} did not come online: the one before runs again.`;
    case 'unpaired':
      return 'The owner removed this camera.';
  }
}
