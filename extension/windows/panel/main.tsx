import { start } from '../parts/start.tsx';
import { Panel } from './panel.tsx';
import './panel.css';

void start('panelTitle', () => <Panel />);
