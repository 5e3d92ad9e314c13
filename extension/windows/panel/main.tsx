import { start } from '../parts/start.tsx';
import { Panel } from './panel.tsx';
import './panel.css';

start('panelTitle', <Panel />);
