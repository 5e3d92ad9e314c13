import type { z } from 'zod';
import type { BridgeLink } from './link.ts';

/** Who asks, as the browser reports it; nothing of it comes from a message's body. */
export interface PageSender {
  tabId: number;
  frameId: number;
  origin: string;
  tabOrigin: string | null;
  address: string;
  title: string;
}

/** What every action may use. */
export interface Workshop {
  link: BridgeLink;
}

interface Common<Body extends z.ZodType> {
  name: string;
  body: Body;
}

/** An action that a content script may ask for. */
export interface PageAction<Body extends z.ZodType = z.ZodType> extends Common<Body> {
  from: 'page';
  run(body: z.output<Body>, sender: PageSender, workshop: Workshop): Promise<unknown>;
}

/** An action that only the extension's own windows may ask for. */
export interface WindowAction<Body extends z.ZodType = z.ZodType> extends Common<Body> {
  from: 'window';
  run(body: z.output<Body>, workshop: Workshop): Promise<unknown>;
}

export type Action = PageAction | WindowAction;

/** Declares an action while keeping the exact type of its body. */
export function pageAction<Body extends z.ZodType>(action: Omit<PageAction<Body>, 'from'>): Action {
  return { ...action, from: 'page' } as unknown as Action;
}

export function windowAction<Body extends z.ZodType>(action: Omit<WindowAction<Body>, 'from'>): Action {
  return { ...action, from: 'window' } as unknown as Action;
}
