import { start } from '../parts/start.tsx';
import { Welcome } from './welcome.tsx';
import '../options/options.css';
import './welcome.css';

void start('welcomeTitle', () => <Welcome />);
