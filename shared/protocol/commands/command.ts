import type { z } from 'zod';

/**
 * One message of the protocol: what is asked and what is answered. `changes` marks commands that alter
 * something; they carry a `jobKey` chosen by the asker, so that asking twice does the work once.
 */
export interface Command<Request extends z.ZodType = z.ZodType, Answer extends z.ZodType = z.ZodType> {
  readonly request: Request;
  readonly answer: Answer;
  readonly changes: boolean;
  /** One sentence for the generated protocol documentation. */
  readonly about: string;
}

/** Declares a command while keeping the exact schema types. */
export function command<Request extends z.ZodType, Answer extends z.ZodType>(
  declared: Command<Request, Answer>,
): Command<Request, Answer> {
  return declared;
}
