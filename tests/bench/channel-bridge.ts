import { startRig } from '../attacks/channel-rig.ts';

/** The bridge's end of the channel in a process of its own, as in life; tells its parent where it listens. */
const blob = new Uint8Array(1024 * 1024);
const rig = await startRig({
  port: Number(process.env.KYGUI_BENCH_PORT ?? 0),
  ...(process.env.KYGUI_BENCH_ORIGIN && { allowedOrigins: [process.env.KYGUI_BENCH_ORIGIN] }),
  handlers: {
    'doctor.run': async () => ({ checks: [] }),
    // The document's hash is the document part's figure; here only the way counts.
    'document.put': async ({ stream, size }, { openReadStream }) => {
      let received = 0;
      for await (const chunk of openReadStream(stream)) received += chunk.length;
      if (received !== size) throw new Error(`${received} of ${size} bytes`);
      return { documentId: crypto.randomUUID(), sha256: '0'.repeat(64), size };
    },
    'document.get': async ({ stream, drawing = 0 }, { writeStream }) => {
      async function* pieces() {
        for (let sent = 0; sent < drawing; sent += blob.length) yield blob;
      }
      return { name: 'bench', sha256: '0'.repeat(64), size: await writeStream(stream, pieces()) };
    },
  },
});
const { code } = rig.desk.start();
process.send?.({ port: rig.listener.port, code });
process.on('disconnect', () => process.exit(0));
