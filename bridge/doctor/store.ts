import { describeError, KyguiError, toKyguiError } from '../../shared/errors.ts';
import type { Store } from '../store/store.ts';
import { type Check, fail, pass } from './check.ts';

/** The database answers, and still promises what it promised when it was opened. */
export function storeChecks(store: Pick<Store, 'durability'>): Check[] {
  return [
    {
      id: 'store.durable',
      run: async () => {
        try {
          const { engine, settings } = await store.durability();
          for (const [setting, value] of Object.entries(settings))
            if (value === 'off') throw new KyguiError('STORE_NOT_DURABLE', { setting, value });
          const words = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
          const line = `${engine}, ${words.join(', ')}`;
          return pass(
            `Văn bản được ghi an toàn xuống đĩa (${line}).`,
            `What is kept is written safely to the disk (${line}).`,
          );
        } catch (thrown) {
          return failed(toKyguiError(thrown));
        }
      },
    },
  ];
}

/** The check of a database that could not even be opened. */
export function storeFailure(error: KyguiError): Check[] {
  return [{ id: 'store.durable', run: async () => failed(error) }];
}

function failed(error: KyguiError) {
  const vi = describeError(error.code, error.details, 'vi');
  const en = describeError(error.code, error.details, 'en');
  return fail(
    { vi: `${vi.says} (${error.code})`, en: `${en.says} (${error.code})` },
    { vi: vi.next, en: en.next },
  );
}
