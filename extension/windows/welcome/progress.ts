import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { z } from 'zod';

export const STEPS = ['bridge', 'pair', 'token', 'certificates', 'sample'] as const;
export type Step = (typeof STEPS)[number];

const KEY = 'firstRun';
const progressSchema = z.object({
  /** Steps that the person called done or left out; what can be seen from the facts is not written down. */
  passed: z.array(z.enum(STEPS)).catch([]),
  skipped: z.array(z.enum(STEPS)).catch([]),
  /** The trial signature that is under way, or the last one. */
  jobKey: z.uuid().nullable().catch(null),
  signed: z.boolean().catch(false),
});
export type Progress = z.infer<typeof progressSchema>;

const NONE: Progress = { passed: [], skipped: [], jobKey: null, signed: false };

/** How far the first run has come, kept so that a closed page goes on where it was. */
export function useProgress() {
  const [progress, setProgress] = useState<Progress | null>(null);
  useEffect(() => {
    void browser.storage.local.get({ [KEY]: NONE }).then((held) => {
      setProgress(progressSchema.catch(NONE).parse(held[KEY]));
    });
  }, []);
  const change = (by: (last: Progress) => Partial<Progress>) => {
    setProgress((last) => {
      const next = { ...(last ?? NONE), ...by(last ?? NONE) };
      void browser.storage.local.set({ [KEY]: next });
      return next;
    });
  };
  return { progress, change };
}

export const without = (steps: readonly Step[], step: Step): Step[] => steps.filter((one) => one !== step);
