/** Gives the reader something as a file. */
export function saveFile(name: string, content: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Firefox reads the address only after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
