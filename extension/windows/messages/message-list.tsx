import { useState } from 'preact/hooks';
import { Note } from '../parts/notes.tsx';
import { showSize, t } from '../parts/text.ts';
import type { ReadMessage } from './use-messages.ts';

/** Characters of a content that are shown at once; the rest comes with a press. */
const SHOWN = 4000;

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** The content as text, or null when it is none. */
function textOf(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters tell that it is no text
    return /[\u0000-\u0008\u000e-\u001f]/u.test(text) ? null : text;
  } catch {
    return null;
  }
}

const FORMS = {
  cms: 'formCms',
  'cms-hash': 'formCms',
  raw: 'formRaw',
  xml: 'formXml',
  jws: 'formJws',
} as const;

function Content({ message }: { message: ReadMessage }) {
  const { item } = message;
  if ('digest' in item) {
    return (
      <>
        <Note kind="warning" says={t('digestHidden')} next={t('digestHiddenNext')} />
        <code class="digest">{item.digest}</code>
      </>
    );
  }
  const bytes = bytesOf(item.content);
  const text = textOf(bytes);
  if (text === null) {
    return (
      <Note kind="warning" says={t('contentBinary', showSize(bytes.length))} next={t('digestHiddenNext')} />
    );
  }
  return <Text text={text} size={showSize(bytes.length)} />;
}

function Text({ text, size }: { text: string; size: string }) {
  const [all, setAll] = useState(false);
  return (
    <>
      <pre class="content">{all ? text : text.slice(0, SHOWN)}</pre>
      {!all && text.length > SHOWN && (
        <button type="button" class="button small" onClick={() => setAll(true)}>
          {t('contentWhole', size)}
        </button>
      )}
    </>
  );
}

/** Everything that will be signed with one press, each with what can be shown of it. */
export function MessageList({ messages }: { messages: readonly ReadMessage[] }) {
  return (
    <section class="card" aria-labelledby="messages-heading">
      <h2 id="messages-heading">{t('messagesCount', messages.length)}</h2>
      <ol class="messages">
        {messages.map((message) => (
          <li key={message.callId}>
            <strong>{t(FORMS[message.item.form])}</strong> <span class="soft">{message.path}</span>
            <Content message={message} />
          </li>
        ))}
      </ol>
    </section>
  );
}
