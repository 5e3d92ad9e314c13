import { start } from '../parts/start.tsx';
import { Options } from './options.tsx';
import './options.css';

void start('optionsTitle', () => <Options />);
