// A vitest reporter: errors that no test owns (a rejection that nobody waited for) stand in no JSON report.
import { writeFileSync } from 'node:fs';

// biome-ignore lint/style/noDefaultExport: vitest takes a reporter from the default export.
export default class OutsideErrors {
  onTestRunEnd(_modules, errors) {
    const file = process.env.KYGUI_OUTSIDE_ERRORS;
    if (file === undefined) return;
    const told = errors.map(({ message, stack }) =>
      [message, ...(stack ?? '').split('\n').slice(1, 4)].join('\n'),
    );
    writeFileSync(file, JSON.stringify(told));
  }
}
