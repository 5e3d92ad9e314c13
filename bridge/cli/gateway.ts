import { join } from 'node:path';
import { KyguiError } from '../../shared/errors.ts';
import { startGateway } from '../axis/gateway/server.ts';
import { createLog } from '../logging/log.ts';
import { notEnded } from '../logging/not-ended.ts';
import { composeTransport } from '../program/compose-transport.ts';
import { whileOpen } from '../program/opened.ts';
import { readText } from '../program/read-text.ts';
import { openHome } from '../settings/home.ts';
import { loadSettings } from '../settings/load.ts';
import type { Outcome } from './output.ts';

/**
 * Runs until it is told to stop, and keeps nothing of what passes through.
 * @throws GATEWAY_NOT_SET, SETTINGS_INVALID
 */
async function runGateway(ready: (port: number) => void): Promise<void> {
  const home = openHome();
  const settings = loadSettings(home);
  const { agency, axis, gateway } = settings;
  const log = createLog(settings.logLevel);
  if (!agency) throw new KyguiError('GATEWAY_NOT_SET', { problem: 'agency' });
  if (!gateway) throw new KyguiError('GATEWAY_NOT_SET', { problem: 'gateway' });
  const transport = axis.kind === 'gateway' ? null : await composeTransport(settings, agency, log);
  if (!transport) throw new KyguiError('GATEWAY_NOT_SET', { problem: `axis: ${axis.kind}` });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  await whileOpen(async (opened) => {
    opened.keep(transport, (open) => open.close());
    const server = await startGateway({
      transport,
      codes: [agency.code, ...agency.oldCodes],
      host: gateway.host,
      port: gateway.port,
      certificate: readText(gateway.certificateFile),
      key: readText(gateway.keyFile),
      clientAuthority: readText(gateway.clientCaFile),
      ...(gateway.deniedFile !== undefined && { deniedFile: gateway.deniedFile }),
      folder: join(home.root, 'gateway'),
      maxPackageBytes: settings.maxPackageBytes,
      onRequest: ({ operation, peer, code }) => {
        // The first half of a fingerprint names a bridge well enough, and is what IT finds in its list.
        const fields = { operation, connectionId: peer.slice(0, 32), ...(code !== null && { code }) };
        if (code === null) log.info(fields, 'gateway request');
        else log.warn(fields, 'gateway request failed');
      },
    });
    opened.keep(server, (open) => open.close());
    ready(server.port);
    log.info({ port: server.port }, 'gateway is running');
    await new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve()));
  }, notEnded(log));
}

/** `kygui gateway`: says on which port it listens, then runs until it is told to stop. */
export async function gatewayOutcome(asJson: boolean): Promise<Outcome> {
  await runGateway((port) =>
    process.stdout.write(
      asJson
        ? `${JSON.stringify({ port, pid: process.pid })}\n`
        : `Cổng kết nối đang chạy, cổng ${port} · gateway running on port ${port}\n`,
    ),
  );
  return { json: { stopped: true }, lines: [], oneLine: true };
}
