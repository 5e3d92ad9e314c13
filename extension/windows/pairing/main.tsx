import { start } from '../parts/start.tsx';
import { Pairing } from './pairing.tsx';

start('pairingTitle', <Pairing />);
