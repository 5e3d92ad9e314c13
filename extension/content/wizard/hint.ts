const STYLE = `
:host{all:initial}
div{position:fixed;pointer-events:none;z-index:2147483647;box-sizing:border-box;left:50%;top:8px;transform:translateX(-50%);
 max-width:90vw;padding:9px 16px;border-radius:8px;background:#1b1f24;color:#fff;
 font:600 14px/1.4 system-ui,"Segoe UI",Tahoma,sans-serif;box-shadow:0 2px 12px #0006}
button{pointer-events:auto;cursor:pointer;margin-left:12px;padding:4px 14px;border:0;border-radius:6px;
 background:#fff;color:#1b1f24;font:inherit}`;

/** A button beside the words. */
export interface HintButton {
  word: string;
  press(): void;
}
type Say = (words: string, button?: HintButton) => void;

/**
 * Words over the page while the person does something on it; Escape gives it up.
 * @returns the way to say something else in their place
 */
export function showHint(hint: string, signal: AbortSignal, giveUp?: () => void): Say {
  const host = document.createElement('kygui-hint');
  const shadow = host.attachShadow({ mode: 'closed' });
  const style = document.createElement('style');
  style.textContent = STYLE;
  const words = document.createElement('div');
  words.setAttribute('role', 'status');
  const say = (text: string, button?: HintButton) => {
    words.textContent = text;
    if (!button) return;
    const pressed = document.createElement('button');
    pressed.textContent = button.word;
    pressed.addEventListener('click', (event) => {
      if (event.isTrusted) button.press();
    });
    words.append(pressed);
  };
  say(hint);
  shadow.append(style, words);
  document.documentElement.append(host);
  signal.addEventListener('abort', () => host.remove());
  if (!giveUp) return say;
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Escape' && event.isTrusted) giveUp();
    },
    { capture: true, signal },
  );
  return say;
}
