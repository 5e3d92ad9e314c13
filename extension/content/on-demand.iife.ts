import '../../shared/profile/expression/expression.ts';
import { listen as listenForFiles } from './give.ts';
import { listen as listenForLetters } from './hand-in.ts';
import { readTicked } from './list/read-ticked.ts';
import { isHere, offer } from './on-demand.ts';
import { press } from './press.ts';
import { sendPageFiles } from './take.ts';

// Brought by a press and by an order alike: the second one finds it here.
if (!isHere()) {
  offer({ press, readTicked, sendPageFiles });
  listenForFiles();
  listenForLetters();
}
