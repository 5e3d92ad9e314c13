import { pourFile, takePort } from '../messages/pieces.ts';
import { runtime } from './ask.ts';

/** A file of this page's memory that the worker waits for; put here, out of the page's sight, before this script is. */
interface Wanted {
  jobKey: string;
  address: string;
}

async function pour({ jobKey, address }: Wanted): Promise<void> {
  const port = runtime().connect({ name: takePort(jobKey) });
  try {
    await pourFile(port, await (await fetch(address)).blob());
  } catch {
    // The worker tells the clerk when the port ends before the file does.
    port.disconnect();
  }
}

const { kyguiWanted } = globalThis as { kyguiWanted?: Wanted };
if (kyguiWanted) void pour(kyguiWanted);
