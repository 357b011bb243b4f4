type PhoneVideo = HTMLVideoElement & { webkitEnterFullscreen?: () => void };

/** iPhones show only the video itself on the full screen, with controls of their own. */
export async function toggleFullscreen(frame: HTMLElement | null, video: PhoneVideo): Promise<void> {
  if (document.fullscreenElement) return await document.exitFullscreen();
  if (frame?.requestFullscreen) return await frame.requestFullscreen().catch(() => {});
  video.webkitEnterFullscreen?.();
}
