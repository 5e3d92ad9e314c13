/** The part of pino's logger that tokens use. Nothing secret is ever handed to it. */
export interface TokenLogger {
  debug(facts: Record<string, unknown>, message: string): void;
  info(facts: Record<string, unknown>, message: string): void;
  warn(facts: Record<string, unknown>, message: string): void;
}

export const silentLogger: TokenLogger = { debug: () => {}, info: () => {}, warn: () => {} };
