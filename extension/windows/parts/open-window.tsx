import type { ComponentChildren } from 'preact';
import { ask } from './worker.ts';

type OwnWindow = 'pairing' | 'diagnosis' | 'welcome' | 'groups';

/** A button that leads to another window of ours. */
export function OpenWindow(props: { page: OwnWindow; class: string; children: ComponentChildren }) {
  return (
    <button
      type="button"
      class={`button ${props.class}`.trim()}
      onClick={() => void ask('window.open', { page: props.page })}
    >
      {props.children}
    </button>
  );
}
