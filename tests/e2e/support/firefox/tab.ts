import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Marionette, MarionetteError } from './marionette.ts';

/** Long: a loaded machine is slow; what is waited for is a state, and comes or never comes. */
const PATIENCE_MS = 90_000;
const LOOK_EVERY_MS = 150;

/** The name under which WebDriver hands elements over. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
type ElementReference = Record<typeof ELEMENT, string>;

/** What the page in question is asked to find: text is compared as a person reads it, spaces collapsed. */
export interface Sought {
  css: string;
  /** Exactly this text. */
  text?: string;
  /** This text somewhere in it. */
  has?: string;
  /** Within the first element that fits this. */
  within?: Sought;
  /** Only what may be pressed now. */
  enabled?: boolean;
  /** In the frame that this selector finds. */
  frame?: string;
}

/** Runs in the page: the innermost visible element that fits. */
const FIND = `
  const tidy = (text) => (text ?? '').replace(/\\s+/g, ' ').trim();
  const shown = (element) => element.getClientRects().length > 0 || element.matches('select option');
  const find = (root, sought) => {
    const around = sought.within ? find(root, sought.within) : root;
    if (!around) return null;
    const fits = [...around.querySelectorAll(sought.css)].filter(
      (element) =>
        shown(element) &&
        (sought.text === undefined || tidy(element.textContent) === sought.text) &&
        (sought.has === undefined || tidy(element.textContent).includes(sought.has)) &&
        (!sought.enabled || !element.disabled),
    );
    return fits.find((element) => !fits.some((other) => other !== element && element.contains(other))) ?? null;
  };
  return find(document, arguments[0]);`;

/** One tab or window of Firefox, worked by WebDriver's own mouse and keyboard: its events count as a person's. */
export class FirefoxTab {
  readonly #session: Marionette;
  readonly #handle: string;
  /** Commands that belong together must not be mixed with those of another tab. */
  readonly #turns: { last: Promise<unknown> };

  constructor(session: Marionette, handle: string, turns: { last: Promise<unknown> }) {
    this.#session = session;
    this.#handle = handle;
    this.#turns = turns;
  }

  #here<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#turns.last.then(async () => {
      await this.#session.send('WebDriver:SwitchToWindow', { handle: this.#handle });
      return work();
    });
    this.#turns.last = turn.catch(() => undefined);
    return turn;
  }

  async #until<Result>(what: string, look: () => Promise<Result | undefined>): Promise<Result> {
    const until = Date.now() + PATIENCE_MS;
    let last = '';
    for (;;) {
      try {
        const found = await look();
        if (found !== undefined) return found;
      } catch (failure) {
        // A page that is just loading, or an element that was drawn anew: looked at again.
        if (!(failure instanceof MarionetteError)) throw failure;
        last = failure.message;
      }
      if (Date.now() > until) throw new Error(`Not there: ${what} ${last}\n${await this.#shown()}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  /** For the message of a test that failed. */
  async #shown(): Promise<string> {
    return this.run<string>('return location.href + "\\n" + document.body.innerText').catch(String);
  }

  async #find(sought: Sought): Promise<ElementReference | undefined> {
    await this.#session.send('WebDriver:SwitchToFrame', { id: null });
    if (sought.frame !== undefined) {
      const frame = await this.#script<ElementReference | null>(FIND, [{ css: sought.frame }]);
      if (!frame) return undefined;
      await this.#session.send('WebDriver:SwitchToFrame', { element: frame[ELEMENT] });
    }
    return (await this.#script<ElementReference | null>(FIND, [sought])) ?? undefined;
  }

  async #script<Result>(script: string, args: unknown[] = []): Promise<Result> {
    const { value } = await this.#session.send<{ value: Result }>('WebDriver:ExecuteScript', {
      script,
      args,
      newSandbox: false,
    });
    return value;
  }

  goto(url: string): Promise<void> {
    return this.#here(async () => {
      await this.#session.send('WebDriver:Navigate', { url });
    });
  }

  url(): Promise<string> {
    return this.#here(async () => {
      const { value } = await this.#session.send<{ value: string }>('WebDriver:GetCurrentURL');
      return value;
    });
  }

  /** Runs the body of a function in the page. */
  run<Result>(script: string, ...args: unknown[]): Promise<Result> {
    return this.#here(async () => {
      await this.#session.send('WebDriver:SwitchToFrame', { id: null });
      return this.#script<Result>(script, args);
    });
  }

  async untilAddress(pattern: RegExp): Promise<void> {
    await this.#until(String(pattern), async () => (pattern.test(await this.url()) ? true : undefined));
  }

  /** Waits until it is there and visible. */
  async waitFor(sought: Sought): Promise<void> {
    await this.#until(JSON.stringify(sought), () =>
      this.#here(async () => ((await this.#find(sought)) ? true : undefined)),
    );
  }

  async untilGone(sought: Sought): Promise<void> {
    await this.#until(`gone: ${JSON.stringify(sought)}`, () =>
      this.#here(async () => ((await this.#find(sought)) ? undefined : true)),
    );
  }

  async textOf(sought: Sought): Promise<string> {
    return this.#until(JSON.stringify(sought), () =>
      this.#here(async () => {
        const element = await this.#find(sought);
        if (!element) return undefined;
        return this.#script<string>('return arguments[0].textContent', [element]);
      }),
    );
  }

  /** Presses it as soon as it can be pressed; WebDriver refuses before it presses, never after. */
  async click(sought: Sought): Promise<void> {
    await this.#until(JSON.stringify(sought), () =>
      this.#here(async () => {
        const element = await this.#find({ enabled: true, ...sought });
        if (!element) return undefined;
        await this.#session.send('WebDriver:ElementClick', { id: element[ELEMENT] });
        return true;
      }),
    );
  }

  /** Presses the mouse in its middle, whatever lies there: for what stands in a closed shadow root. */
  async press(sought: Sought): Promise<void> {
    await this.#until(JSON.stringify(sought), () =>
      this.#here(async () => {
        const element = await this.#find(sought);
        if (!element) return undefined;
        const scroll = 'arguments[0].scrollIntoView({ block: "center" })';
        await this.#script(scroll, [element]);
        await this.#session.send('WebDriver:PerformActions', {
          actions: [
            {
              type: 'pointer',
              id: 'mouse',
              parameters: { pointerType: 'mouse' },
              actions: [
                { type: 'pointerMove', duration: 0, x: 0, y: 0, origin: element },
                { type: 'pointerDown', button: 0 },
                { type: 'pointerUp', button: 0 },
              ],
            },
          ],
        });
        return true;
      }),
    );
  }

  /** Types into an empty field. */
  async type(sought: Sought, text: string): Promise<void> {
    await this.#until(JSON.stringify(sought), () =>
      this.#here(async () => {
        const element = await this.#find(sought);
        if (!element) return undefined;
        await this.#session.send('WebDriver:ElementSendKeys', { id: element[ELEMENT], text });
        return true;
      }),
    );
  }

  async picture(folder: string, name: string): Promise<void> {
    const { value } = await this.#here(() =>
      this.#session.send<{ value: string }>('WebDriver:TakeScreenshot', { full: false }),
    );
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, `${name}.png`), Buffer.from(value, 'base64'));
  }

  /** Opens an empty tab in the same window; gives its handle. */
  openAnother(): Promise<string> {
    return this.#here(async () => {
      const { handle } = await this.#session.send<{ handle: string }>('WebDriver:NewWindow', { type: 'tab' });
      return handle;
    });
  }

  close(): Promise<void> {
    return this.#here(async () => {
      await this.#session.send('WebDriver:CloseWindow');
    });
  }

  /** Waits until the window is gone. */
  async untilClosed(): Promise<void> {
    const until = Date.now() + PATIENCE_MS;
    while ((await this.#session.send<string[]>('WebDriver:GetWindowHandles')).includes(this.#handle)) {
      if (Date.now() > until) throw new Error(`The window is still open\n${await this.#shown()}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}
