import { start } from '../parts/start.tsx';
import { Groups } from './groups.tsx';
import './groups.css';

void start('groupsTitle', () => <Groups />);
