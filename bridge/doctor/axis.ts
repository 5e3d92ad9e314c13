import { describeError, toKyguiError } from '../../shared/errors.ts';
import type { AxisTransport } from '../axis/transport.ts';
import { type Check, fail, pass, warn } from './check.ts';

const WAIT_MS = 15_000;

/** Checks of the line to the axis; a list is asked for, nothing is sent. */
export function axisChecks(transport: AxisTransport | null): Check[] {
  return [
    {
      id: 'axis.connection',
      run: async () => {
        if (!transport) {
          const vi = describeError('AXIS_NOT_SET', {}, 'vi');
          const en = describeError('AXIS_NOT_SET', {}, 'en');
          return warn({ vi: vi.says, en: en.says }, { vi: vi.next, en: en.next });
        }
        try {
          await transport.list('status', AbortSignal.timeout(WAIT_MS));
          return pass('Trục liên thông trả lời.', 'The axis answers.');
        } catch (thrown) {
          const error = toKyguiError(thrown);
          const vi = describeError(error.code, error.details, 'vi');
          const en = describeError(error.code, error.details, 'en');
          return fail(
            { vi: `${vi.says} (${error.code})`, en: `${en.says} (${error.code})` },
            { vi: vi.next, en: en.next },
          );
        }
      },
    },
  ];
}
