import { start } from '../parts/start.tsx';
import { Diagnosis } from './diagnosis.tsx';

start('diagnosisTitle', <Diagnosis />);
