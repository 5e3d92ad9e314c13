import { start } from '../parts/start.tsx';
import { BatchWindow } from './batch-window.tsx';
import '../consent/consent.css';
import './batch.css';

void start('batchTitle', () => <BatchWindow />);
