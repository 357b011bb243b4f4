/**
 * What the guide shows, ready to be pasted. Segments of 4 s: soon in the app, and few requests. On connections that it
 * keeps, ffmpeg hears of a refusal and ends; otherwise it looks at no answer.
 */
export const pushCommands = ({ token, pushUrl }: { token: string; pushUrl: string }) => ({
  ffmpeg: `ffmpeg -re -i video.mp4 -c copy -f hls -hls_time 4 -method PUT -http_persistent 1 -headers "Authorization: Bearer ${token}" ${pushUrl}/live.m3u8`,
  /** Where a script has an address and no header, the token is its password (RFC 3986, 3.2.1). */
  webhook: `${pushUrl.replace('://', `://camera:${token}@`)}/`,
  curl: `curl -T video.mp4 -H "Authorization: Bearer ${token}" ${pushUrl}/`,
});
