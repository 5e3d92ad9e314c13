/**
 * Put into a page's own world while a file is handed to the page, or the wizard looks on as a person does it. Many pages
 * ask for a file by an input that they never put anywhere, or by the browser's own dialog for files: here such an
 * input gets a place on the page, unseen, so that its press is heard like any other. Nothing else of the page is
 * touched, and all is taken back at the end. Runs by its source alone: it may use nothing outside of itself.
 */
export function lendFileInputs(eventName: string): void {
  const world = window as Window & { showOpenFilePicker?: unknown };
  const { prototype } = HTMLInputElement;
  // Lent already, or a page that stands in for the browser here itself.
  if (Object.hasOwn(prototype, 'click')) return;
  const { click, showPicker } = prototype;
  const { dispatchEvent } = EventTarget.prototype;
  const { showOpenFilePicker } = world;
  const lent: HTMLInputElement[] = [];
  let asking = false;

  const lend = (input: HTMLInputElement) => {
    if (input.type !== 'file' || input.isConnected) return;
    input.hidden = true;
    document.documentElement.append(input);
    lent.push(input);
  };
  prototype.click = function () {
    lend(this);
    Reflect.apply(click, this, []);
  };
  prototype.dispatchEvent = function (event: Event) {
    if (event.type === 'click') lend(this);
    return Reflect.apply(dispatchEvent, this, [event]);
  };
  prototype.showPicker = function () {
    if (this.type !== 'file' || asking) {
      Reflect.apply(showPicker, this, []);
      return;
    }
    asking = true;
    try {
      this.click();
    } finally {
      asking = false;
    }
  };
  if (showOpenFilePicker) {
    world.showOpenFilePicker = (options?: { multiple?: boolean }) =>
      new Promise((resolve, reject) => {
        const input = document.createElement('input');
        input.type = 'file';
        input.multiple = options?.multiple === true;
        const handle = (file: File) => ({ kind: 'file', name: file.name, getFile: async () => file });
        input.addEventListener('change', () => resolve([...(input.files ?? [])].map(handle)));
        input.addEventListener('cancel', () => reject(new DOMException('', 'AbortError')));
        input.click();
      });
  }
  document.addEventListener(
    `${eventName}-over`,
    () => {
      Reflect.deleteProperty(prototype, 'click');
      Reflect.deleteProperty(prototype, 'dispatchEvent');
      prototype.showPicker = showPicker;
      if (showOpenFilePicker) world.showOpenFilePicker = showOpenFilePicker;
      for (const input of lent) if (input.parentNode === document.documentElement) input.remove();
      for (const input of lent) input.hidden = false;
    },
    { once: true },
  );
}
