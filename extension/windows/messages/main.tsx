import { start } from '../parts/start.tsx';
import '../consent/consent.css';
import { Messages } from './messages.tsx';

const jobKey = new URLSearchParams(location.search).get('job') ?? '';
void start('messagesTitle', () => <Messages jobKey={jobKey} />);
