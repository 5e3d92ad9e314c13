import { createFiledropTransport } from './filedrop/filedrop-transport.ts';
import { createGatewayTransport } from './gateway/gateway-transport.ts';
import { createLgspTransport } from './lgsp/lgsp-transport.ts';
import type { AxisSettings } from './settings.ts';
import type { AxisTransport } from './transport.ts';
import { createVxpTransport } from './vxp/vxp-transport.ts';

export interface TransportParts {
  /** Our agency, named in receipts that travel as files. */
  agency: string;
  maxPackageBytes: number;
  /** Reads a file of the settings: a secret, a password, a root certificate. Throws when it cannot. */
  readText(file: string): string;
  /** Told of rows and files that cannot be used. */
  onOddity?: (operation: string, place: string) => void;
}

/** The transport that the settings name; null for `none`. The one place that knows all kinds. */
export function openTransport(settings: AxisSettings, parts: TransportParts): AxisTransport | null {
  if (settings.kind === 'none') return null;
  const { maxPackageBytes, onOddity } = parts;
  const common = { maxPackageBytes, ...(onOddity === undefined ? {} : { onOddity }) };
  if (settings.kind === 'filedrop') {
    return createFiledropTransport({ ...common, folder: settings.folder, agency: parts.agency });
  }
  if (settings.kind === 'gateway') {
    const { endpoint, certificateFile, keyFile, caFile, connectTimeoutMs, requestTimeoutMs } = settings;
    return createGatewayTransport({
      endpoint,
      connectTimeoutMs,
      requestTimeoutMs,
      maxPackageBytes,
      agency: parts.agency,
      certificate: parts.readText(certificateFile),
      key: parts.readText(keyFile),
      ca: parts.readText(caFile),
    });
  }
  const { endpoint, systemId, connectTimeoutMs, requestTimeoutMs, caFile, proxy } = settings;
  const connection = {
    ...common,
    endpoint,
    systemId,
    connectTimeoutMs,
    requestTimeoutMs,
    ...(caFile === undefined ? {} : { ca: parts.readText(caFile) }),
    ...(proxy === 'none' ? {} : { proxy }),
  };
  const secret = parts.readText(settings.secretFile).trim();
  if (settings.kind === 'vxp') {
    const { from, routing, maxRecipientBytes } = settings;
    return createVxpTransport({ ...connection, secret, from, routing, maxRecipientBytes });
  }
  const { login, paths, headers, listDays } = settings;
  return createLgspTransport({
    ...connection,
    secretKey: secret,
    // An absent path is one that keeps its default.
    paths: Object.fromEntries(Object.entries(paths).filter(([, path]) => path !== undefined)),
    listDays,
    ...(headers === undefined ? {} : { headers }),
    ...(login === undefined
      ? {}
      : {
          login: {
            username: login.username,
            password: parts.readText(login.passwordFile).trim(),
            applicationCode: login.applicationCode,
          },
        }),
  });
}
