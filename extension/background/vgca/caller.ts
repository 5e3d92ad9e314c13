import type { Runtime } from 'webextension-polyfill';
import type { JobSource } from '../../messages/job.ts';
import type { PageSender } from '../action.ts';
import { pageSender } from '../dispatch.ts';

/** Frames that take their origin from the page around them. */
const WITHOUT_ADDRESS = /^(about:|blob:)/u;

/** Who calls, as the browser reports it. A frame without an address of its own speaks for the origin it belongs to. */
export function callerOf(sender: Runtime.MessageSender): PageSender | undefined {
  const { origin } = sender as { origin?: string };
  const belongs = WITHOUT_ADDRESS.test(sender.url ?? '') && /^https?:\/\//u.test(origin ?? '');
  return pageSender(belongs ? { ...sender, url: `${origin}/` } : sender);
}

/** True for the very frame that called, at whatever address of its origin. */
export const isFrameOf = (
  page: Pick<PageSender, 'tabId' | 'frameId' | 'origin'>,
  caller: Pick<PageSender, 'tabId' | 'frameId' | 'origin'>,
): boolean => page.tabId === caller.tabId && page.frameId === caller.frameId && page.origin === caller.origin;

/** The caller as a job keeps it. */
export function sourceOf(caller: PageSender): JobSource {
  return {
    tabId: caller.tabId,
    frameId: caller.frameId,
    origin: caller.origin,
    tabOrigin: caller.tabOrigin === caller.origin ? null : caller.tabOrigin,
    address: caller.address,
    title: caller.title.slice(0, 200),
  };
}
