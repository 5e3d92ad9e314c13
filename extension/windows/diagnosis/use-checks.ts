import { useEffect, useRef, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import type { DoctorCheck } from '../../../shared/protocol/commands/session.ts';
import type { LinkReport } from '../../background/link.ts';
import { DOCTOR_PROGRESS, type DoctorProgress } from '../../messages/doctor.ts';
import type { Failure } from '../../messages/reply.ts';
import { asFailure, bridge } from '../parts/worker.ts';
import { ownChecks } from './own-checks.ts';

export interface Checks {
  checks: readonly DoctorCheck[];
  report: LinkReport | null;
  failure: Failure | null;
  busy: boolean;
  /** The check of the bridge that is made now, as far as it was told. */
  progress: Pick<DoctorProgress, 'id' | 'done' | 'total'> | null;
  /** She did not want to wait for the rest. */
  stopped: boolean;
  run(): void;
  stop(): void;
}

/** Checks of both sides: the browser's at once, the bridge's one after the other as they come. */
export function useChecks(): Checks {
  const [own, setOwn] = useState<readonly DoctorCheck[]>([]);
  const [theirs, setTheirs] = useState<readonly DoctorCheck[]>([]);
  const [report, setReport] = useState<LinkReport | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(true);
  const [stopped, setStopped] = useState(false);
  const [progress, setProgress] = useState<Checks['progress']>(null);
  /** Names the run that counts: an answer to an earlier one is nobody's. */
  const current = useRef('');

  const make = async (run: string) => {
    const mine = () => current.current === run;
    try {
      const found = await ownChecks();
      if (!mine()) return;
      setReport(found.report);
      setOwn(found.checks);
      if (found.report.state === 'ready') {
        const { checks } = await bridge('doctor.run', { run });
        if (!mine()) return;
        setTheirs(checks);
      }
    } catch (thrown) {
      if (mine()) setFailure(asFailure(thrown));
    }
    if (mine()) setBusy(false);
  };
  const run = () => {
    current.current = crypto.randomUUID();
    setBusy(true);
    setStopped(false);
    setFailure(null);
    setProgress(null);
    setTheirs([]);
    void make(current.current);
  };
  const stop = () => {
    current.current = '';
    setBusy(false);
    setStopped(true);
  };
  useEffect(() => {
    const changed = (changes: Record<string, { newValue?: unknown }>) => {
      const told = changes[DOCTOR_PROGRESS]?.newValue as DoctorProgress | undefined;
      if (told?.run !== current.current) return;
      const { id, done, total, last } = told;
      setProgress({ id, done, total });
      if (last) setTheirs((known) => [...known.filter((one) => one.id !== last.id), last]);
    };
    browser.storage.session.onChanged.addListener(changed);
    run();
    return () => browser.storage.session.onChanged.removeListener(changed);
  }, []);
  return { checks: [...own, ...theirs], report, failure, busy, progress, stopped, run, stop };
}
