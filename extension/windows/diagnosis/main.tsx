import { start } from '../parts/start.tsx';
import { Diagnosis } from './diagnosis.tsx';

void start('diagnosisTitle', () => <Diagnosis />);
