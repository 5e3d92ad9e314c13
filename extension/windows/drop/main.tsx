import { start } from '../parts/start.tsx';
import { Drop } from './drop.tsx';

void start('dropTitle', () => <Drop />);
