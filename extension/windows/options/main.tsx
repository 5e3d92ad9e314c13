import { start } from '../parts/start.tsx';
import { Options } from './options.tsx';

start('optionsTitle', <Options />);
