import { signingCommands } from '../../../shared/protocol/commands/signing.ts';
import { drawingPart } from '../../messages/job.ts';
import { windowAction } from '../action.ts';
import { hold } from '../held-files.ts';
import { changeJob, readJob } from '../jobs.ts';

/**
 * Fixes with the bridge what would be signed, and brings the drawings into the extension, so that the window
 * shows the very pictures that will lie in the file.
 */
export const prepare = windowAction({
  name: 'job.prepare',
  body: signingCommands['sign.prepare'].request,
  async run(body, { link }) {
    const job = await readJob(body.jobKey);
    const prepared = await link.request('sign.prepare', { ...body, origin: job.source.origin });
    const [document] = body.documents;
    if (document) {
      const { number = '', notation = '', date = '' } = document.fields;
      await changeJob(job.key, ({ vgca }) => ({
        stamped: { number, notation, date },
        ...(vgca && { vgca: { ...vgca, stamped: { number, notation, day: date } } }),
      }));
    }
    for (const item of prepared.items) {
      for (const [index, drawing] of item.drawings.entries()) {
        const { file } = await link.get({
          documentId: item.documentId,
          version: 'drawing',
          drawing: index,
        });
        await hold(job.key, drawingPart(drawing.sha256), file);
      }
    }
    return prepared;
  },
});
