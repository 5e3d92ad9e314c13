import { dress, makeHost } from '../dress.ts';
import { keepPresses } from '../own-press.ts';
import type { Control } from '../standing.ts';

/** The tick of a row, in a closed shadow root: the page can neither set it nor see it. */
export interface Tick extends Control {
  set(chosen: boolean): void;
}

const STYLE = `
:host{all:initial;display:inline-block;vertical-align:middle;margin:-4px 4px}
label{display:inline-grid;place-items:center;width:26px;height:26px;border-radius:6px;cursor:pointer}
label:hover{background:#134e8a22}
input{width:17px;height:17px;margin:0;accent-color:#134e8a;cursor:pointer}
input:focus-visible{outline:3px solid #f0b429;outline-offset:2px;border-radius:3px}`;

export function createTick(
  label: string,
  onChange: (chosen: boolean) => void,
  home: Document = document,
): Tick {
  const { host, root } = makeHost('kygui-tick', home);
  dress(root, STYLE);
  const around = home.createElement('label');
  const box = home.createElement('input');
  box.type = 'checkbox';
  box.setAttribute('aria-label', label);
  box.title = label;
  around.append(box);
  root.append(around);
  keepPresses(around);
  box.addEventListener('click', (event) => {
    if (!event.isTrusted) event.preventDefault();
    else onChange(box.checked);
  });
  return {
    host,
    isAtRest: () => true,
    set(chosen) {
      if (box.checked !== chosen) box.checked = chosen;
    },
  };
}
