import { z } from 'zod';
import { windowAction } from '../action.ts';

/** The clerk typed the code that the bridge shows. */
export const pair = windowAction({
  name: 'pair',
  body: z.object({ code: z.string().max(100), personalPhrase: z.string().max(100).optional() }),
  async run({ code, personalPhrase }, { link }) {
    await link.pair(code, personalPhrase);
    return link.report();
  },
});

/** Forgets the pairing on this side. */
export const unpair = windowAction({
  name: 'unpair',
  body: z.object({}),
  async run(_, { link }) {
    await link.unpair();
    return link.report();
  },
});

/** How the bridge stands, for the first-run, option and diagnosis pages. */
export const linkReport = windowAction({
  name: 'link.report',
  body: z.object({}),
  run: (_, { link }) => link.report(),
});
