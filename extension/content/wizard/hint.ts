const STYLE = `
:host{all:initial}
div{position:fixed;pointer-events:none;z-index:2147483647;box-sizing:border-box;left:50%;top:8px;transform:translateX(-50%);
 max-width:90vw;padding:9px 16px;border-radius:8px;background:#1b1f24;color:#fff;
 font:600 14px/1.4 system-ui,"Segoe UI",Tahoma,sans-serif;box-shadow:0 2px 12px #0006}`;

/**
 * Words over the page while the person does something on it; Escape gives it up.
 * @returns the way to say something else in their place
 */
export function showHint(hint: string, signal: AbortSignal, giveUp?: () => void): (words: string) => void {
  const host = document.createElement('kygui-hint');
  const shadow = host.attachShadow({ mode: 'closed' });
  const style = document.createElement('style');
  style.textContent = STYLE;
  const words = document.createElement('div');
  words.setAttribute('role', 'status');
  const say = (text: string) => {
    words.textContent = text;
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
