import { start } from '../parts/start.tsx';
import { Wizard } from './wizard.tsx';
import './wizard.css';

void start('wizardTitle', () => <Wizard />);
