import { start } from '../parts/start.tsx';
import { Consent } from './consent.tsx';
import './consent.css';

const jobKey = new URLSearchParams(location.search).get('job') ?? '';
void start('consentTitle', () => <Consent jobKey={jobKey} />);
