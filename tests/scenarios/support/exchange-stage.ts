import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { createLgspTransport } from '../../../bridge/axis/lgsp/lgsp-transport.ts';
import type { AxisTransport } from '../../../bridge/axis/transport.ts';
import { createVxpTransport } from '../../../bridge/axis/vxp/vxp-transport.ts';
import { packageBuilder } from '../../../bridge/edxml/package-builder.ts';
import type { Store } from '../../../bridge/store/store.ts';
import type { Organisation } from '../../../shared/edxml/model.ts';
import type { WriterProfile } from '../../../shared/edxml/profile.ts';
import { type AxisSandbox, type AxisSandboxOptions, startAxisSandbox } from '../../sandbox/axis/server.ts';
import { bothDrivers, type Driver } from './both-drivers.ts';
import { openOffice, type TestOffice } from './office.ts';

export interface OfficeChoice {
  profile?: WriterProfile;
  /** Dialect of the axis; the national one by default. */
  dialect?: 'vxp' | 'lgsp';
  /** Silence after which a call is given up. */
  timeoutMs?: number;
}

/** Agencies on either driver, with the real package builder, over HTTP to one sandbox axis. */
export interface ExchangeStage {
  readonly axis: AxisSandbox;
  /** An empty folder of the test's own. */
  place(name: string): string;
  store(driver: Driver, name: string): Promise<Store>;
  transport(code: string, choice?: OfficeChoice): AxisTransport;
  open(driver: Driver, agency: Organisation, choice?: OfficeChoice): Promise<TestOffice>;
  /** Lines of the table that is printed at the end. */
  print(...lines: string[]): void;
}

export function exchangeStage(name: string, options: Partial<AxisSandboxOptions> = {}): ExchangeStage {
  const drivers = bothDrivers(name);
  let axis: AxisSandbox;
  let opened = 0;
  const printed: string[] = [];
  beforeAll(async () => {
    axis = await startAxisSandbox({ stateDir: join(drivers.folder, 'axis'), ...options });
  });
  afterAll(async () => {
    process.stdout.write(`\n${printed.join('\n')}\n`);
    await axis?.stop();
  });

  const place = (part: string) => {
    const path = join(drivers.folder, part);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const transport: ExchangeStage['transport'] = (code, { dialect = 'vxp', timeoutMs = 30_000 } = {}) => {
    const unit = axis.agencies.find((agency) => agency.code === code);
    const systemId = unit?.systemId ?? '';
    const secret = unit?.secret ?? '';
    const limits = { connectTimeoutMs: 10_000, requestTimeoutMs: timeoutMs };
    return dialect === 'vxp'
      ? createVxpTransport({ ...limits, endpoint: axis.vxpEndpoint, systemId, secret })
      : createLgspTransport({
          ...limits,
          endpoint: axis.lgspEndpoint,
          systemId,
          secretKey: secret,
          login: { username: systemId, password: secret, applicationCode: 'kygui' },
        });
  };
  return {
    get axis() {
      return axis;
    },
    place,
    store: drivers.open,
    transport,
    async open(driver, agency, choice = {}) {
      opened += 1;
      const part = `${driver}-${agency.organId}-${opened}`;
      const builder = packageBuilder(choice.profile);
      return openOffice({
        store: await drivers.open(driver, part),
        transport: transport(agency.organId, choice),
        folder: place(part),
        agency,
        inbox: { oldCodes: ['000.00.02.H99'], maxPackageBytes: 60 * 1_048_576 },
        outbox: {
          httpTimeoutMs: choice.timeoutMs ?? 30_000,
          build: {
            letter: async (letter, path) => void (await builder.letter(letter, path)),
            status: (status) => builder.status(status),
          },
        },
      });
    },
    print: (...lines) => void printed.push(...lines),
  };
}
