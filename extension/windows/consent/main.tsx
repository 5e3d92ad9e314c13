import { start } from '../parts/start.tsx';
import { Consent } from './consent.tsx';
import { heldJob } from './use-job.ts';
import './consent.css';

const jobKey = new URLSearchParams(location.search).get('job') ?? '';
// Asked for beside the texts: the first thing that is drawn is the letter, not the word that it is being loaded.
const first = heldJob(jobKey);
void start('consentTitle', async () => {
  const job = await first;
  return <Consent jobKey={jobKey} first={job} />;
});
