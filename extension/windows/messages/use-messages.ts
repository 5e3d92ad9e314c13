import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { type MessageItem, messageItemSchema } from '../../../shared/protocol/commands/messages.ts';
import type { Failure } from '../../messages/reply.ts';
import { MESSAGE_PART, type MessageJob, messageJobKey, type ShownMessage } from '../../messages/vgca.ts';
import { asFailure, ask, heldFile } from '../parts/worker.ts';

/** A message with the very content that is shown and digested here. */
export interface ReadMessage extends ShownMessage {
  item: MessageItem;
}

async function read(message: ShownMessage): Promise<ReadMessage> {
  const text = await (await heldFile(message.callId, MESSAGE_PART)).text();
  return { ...message, item: messageItemSchema.parse(JSON.parse(text)) };
}

/** The job of this window as it stands, with what its page wants signed. */
export function useMessages(key: string) {
  const [job, setJob] = useState<MessageJob | null>(null);
  const [messages, setMessages] = useState<ReadMessage[]>([]);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    ask<MessageJob>('messages.follow', { jobKey: key }).then(setJob, (thrown) =>
      setFailure(asFailure(thrown)),
    );
    const changed = (changes: Record<string, { newValue?: unknown }>) => {
      const next = changes[messageJobKey(key)]?.newValue as MessageJob | undefined;
      if (next) setJob(next);
    };
    browser.storage.session.onChanged.addListener(changed);
    return () => browser.storage.session.onChanged.removeListener(changed);
  }, [key]);

  const wanted = job?.kind === 'messages' && job.step === 'open' ? job.messages : null;
  useEffect(() => {
    if (!wanted) return;
    let left = false;
    Promise.all(wanted.map(read)).then(
      (all) => {
        if (!left) setMessages(all);
      },
      (thrown) => setFailure(asFailure(thrown)),
    );
    return () => {
      left = true;
    };
  }, [wanted?.map(({ callId }) => callId).join()]);
  return { job, messages, failure };
}
