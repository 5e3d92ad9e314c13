import { useEffect, useState } from 'preact/hooks';
import type { DeskView } from '../../../shared/protocol/commands/desk.ts';
import type { CommandRequest } from '../../../shared/protocol/commands.ts';
import type { Failure } from '../../messages/reply.ts';
import { asFailure, bridge } from '../parts/worker.ts';

type Change = 'desk.keepPicture' | 'desk.removePicture' | 'desk.chooseCertificate' | 'desk.keepAgency';

/** What is set at this desk, and how it is changed. The bridge keeps it; nothing of it lies in the browser. */
export interface DeskLink {
  view: DeskView | null;
  failure: Failure | null;
  /** Resolves once the bridge has kept it. @throws what the bridge refused with */
  change<Name extends Change>(command: Name, body: CommandRequest<Name>): Promise<void>;
}

export function useDesk(ready: boolean): DeskLink {
  const [view, setView] = useState<DeskView | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    if (!ready) return;
    bridge('desk.read', {}).then(
      (told) => {
        setView(told);
        setFailure(null);
      },
      (thrown) => setFailure(asFailure(thrown)),
    );
  }, [ready]);
  return {
    view,
    failure,
    async change(command, body) {
      setView(await bridge(command, body));
    },
  };
}
