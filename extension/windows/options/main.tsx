import { start } from '../parts/start.tsx';
import { Options } from './options.tsx';

void start('optionsTitle', () => <Options />);
