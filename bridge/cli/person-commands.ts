import type { Command } from 'commander';
import { add, type Words, wantsJson } from './command.ts';
import type { Runtime } from './runtime.ts';

/** `kygui serve | pair | doctor | token list`: one person's bridge on this computer. */
export function personCommands(program: Command, runtime: Runtime): void {
  add(program, 'serve', 'chạy cầu nối trên máy này · run the bridge of this person', async (command) => {
    const { serveOutcome } = await import('./serve.ts');
    return serveOutcome(runtime, wantsJson(command));
  });

  add(
    program,
    'pair',
    'hiện mã ghép nối để gõ vào tiện ích · show a code to type into the extension',
    async (command) => {
      const { pair } = await import('./pair.ts');
      return pair(wantsJson(command));
    },
  );

  add(program, 'doctor', 'kiểm tra cài đặt · named checks, each with its next step', async () => {
    const { doctor } = await import('./doctor.ts');
    return doctor(runtime);
  });

  const token = program
    .command('token')
    .description('thiết bị ký số và chứng thư số · tokens and certificates');
  add(
    token,
    'list',
    'liệt kê thiết bị ký số đang cắm · what is plugged in',
    async (command) => {
      const [{ withTokens }, { tokenList }] = await Promise.all([
        import('./runtime.ts'),
        import('./token-list.ts'),
      ]);
      return withTokens(runtime, command.opts<Words>().module, tokenList);
    },
    (command) => command.option('--module <path>', 'thư viện PKCS#11 · PKCS#11 module'),
  );
}
