const FIELDS = 'input, textarea';

/** A text that is moved into a field is the field's business; a file is not. */
const isText = ({ target, dataTransfer }: DragEvent): boolean =>
  target instanceof Element && target.matches(FIELDS) && !dataTransfer?.types.includes('Files');

/**
 * Keeps a file or link that is let fall beside the place for it from being opened: Firefox opens it in the window's own
 * stead, and the letter that stands there is gone.
 */
export function refuseStrayDrops(): void {
  for (const type of ['dragover', 'drop'] as const) {
    window.addEventListener(type, (event) => {
      if (event.defaultPrevented || isText(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'none';
    });
  }
}
