/**
 * Whether this machine has a Chinese font: where there is none, two different characters are drawn as the same box.
 * Servers, containers and slim Linux desktops have none; phones and office machines always do.
 */
export function hasChineseGlyphs(): boolean {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return true;
  canvas.width = 24;
  canvas.height = 24;
  const draw = (character: string) => {
    context.clearRect(0, 0, 24, 24);
    context.font = '16px system-ui, sans-serif';
    context.fillText(character, 2, 18);
    return context.getImageData(0, 0, 24, 24).data.join();
  };
  return draw('开') !== draw('通');
}
