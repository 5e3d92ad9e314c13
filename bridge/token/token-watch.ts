import { type HostOptions, ModuleHost } from './host/parent.ts';

const RESTART_AFTER_MS = 5000;

/**
 * Notices tokens that come and go, by one process for each useful module that asks its driver again and again.
 * Processes run only while somebody listens; one that crashes or hangs is replaced after a pause.
 */
export class TokenWatch {
  private readonly hostOptions: HostOptions;
  private readonly intervalMs: number;
  private readonly modules: () => Promise<string[]>;
  private readonly listeners = new Set<() => void>();
  private readonly hosts = new Set<ModuleHost>();
  /** Raised at each stop, so that what was started before a stop ends by itself. */
  private round = 0;

  constructor(hostOptions: HostOptions, intervalMs: number, modules: () => Promise<string[]>) {
    this.hostOptions = hostOptions;
    this.intervalMs = intervalMs;
    this.modules = modules;
  }

  add(listener: () => void): () => void {
    this.listeners.add(listener);
    if (this.listeners.size === 1) void this.start();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.close();
    };
  }

  close(): void {
    this.round += 1;
    this.listeners.clear();
    for (const host of this.hosts) void host.close();
    this.hosts.clear();
  }

  private async start(): Promise<void> {
    const { round } = this;
    const modules = await this.modules().catch(() => []);
    for (const module of modules) void this.follow(module, round);
  }

  private async follow(module: string, round: number): Promise<void> {
    while (round === this.round) {
      try {
        const host = await ModuleHost.start(module, this.hostOptions);
        if (round !== this.round) return host.close();
        this.hosts.add(host);
        host.on((event) => {
          if (event === 'changed') this.tell();
        });
        await host.call('watch', { intervalMs: this.intervalMs });
        host.expectHeartbeat();
        // Nobody looked until now: what was listed before may be out of date.
        this.tell();
        await host.ended;
        this.hosts.delete(host);
        if (round === this.round) this.tell();
      } catch (error) {
        this.hostOptions.logger.debug({ module, error: String(error) }, 'watching a module failed');
      }
      await new Promise<void>((resolve) => setTimeout(resolve, RESTART_AFTER_MS).unref());
    }
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
