/**
 * Puts a text into the clipboard. Browsers have no clipboard on pages that came by plain http from
 * another machine; there the text of an invisible field is copied.
 * @returns whether it was copied
 */
export async function copyText(text: string): Promise<boolean> {
  const { clipboard } = navigator as { clipboard?: Clipboard };
  if (clipboard) {
    return clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const field = document.createElement('textarea');
  field.value = text;
  field.style.position = 'fixed';
  field.style.opacity = '0';
  document.body.append(field);
  field.select();
  // Deprecated, and the only one that such pages have.
  const copied = (document as { execCommand?: (name: string) => boolean }).execCommand?.('copy');
  field.remove();
  return copied ?? false;
}
