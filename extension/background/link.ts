import type { CommandAnswer, CommandName, CommandRequest } from '../../shared/protocol/commands.ts';
import type { EventFrame } from '../../shared/protocol/frames.ts';

/** Told of bytes that have come or gone, and of all there are; null where nobody says. */
export type OnBytes = (done: number, total: number | null) => void;

/** `unpaired`: no pairing is kept. `away`: paired, but no proven connection now. */
export interface LinkReport {
  state: 'unpaired' | 'away' | 'ready';
  /** Why it is away. */
  error: { code: string; details: Record<string, string | number | boolean> } | null;
  session: CommandAnswer<'session.start'> | null;
  port: number | null;
}

/** What the actions need of the connection to the bridge. */
export interface BridgeLink {
  request<Name extends CommandName>(name: Name, body: CommandRequest<Name>): Promise<CommandAnswer<Name>>;
  /** Hands a file over. What `told` throws ends the transfer. */
  put(
    file: Blob,
    about: { name: string; origin: string },
    told?: OnBytes,
  ): Promise<CommandAnswer<'document.put'>>;
  get(
    what: { documentId: string; version: 'original' | 'signed' | 'drawing'; drawing?: number },
    told?: OnBytes,
  ): Promise<{ file: Blob; name: string; sha256: string }>;
  /** Pairs with the code that the bridge shows; the code names the port. */
  pair(code: string, personalPhrase: string | undefined): Promise<void>;
  unpair(): Promise<void>;
  /** Connects when it can and tells how things stand. */
  report(): Promise<LinkReport>;
  /**
   * Hears the bridge's events and keeps the connection open, as long as there is a pairing. Events of the time without
   * a connection are nobody's: `turned` is told of each one that was made or lost.
   */
  follow(hear: (event: EventFrame) => void, turned: (isOpen: boolean) => void): void;
}
