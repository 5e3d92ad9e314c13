import { start } from '../parts/start.tsx';
import { Pairing } from './pairing.tsx';

void start('pairingTitle', () => <Pairing />);
