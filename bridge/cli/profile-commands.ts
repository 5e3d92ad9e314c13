import type { Command } from 'commander';
import { add, inputFile } from './command.ts';

/** `kygui profile check`. */
export function profileCommands(program: Command): void {
  const profile = program.command('profile').description('khai báo trang · site profiles');
  add(
    profile,
    'check',
    'thử khai báo trang trên các trang đã lưu · try a profile on saved pages',
    async (command) => {
      const [path = '', ...pages] = command.args;
      // The reader of saved pages is large; no other command needs it.
      const { checkProfile } = await import('./profile-check.ts');
      return checkProfile(path, pages, command.opts<{ address?: string }>().address);
    },
    (command) =>
      command
        .argument('<profile.json>', 'khai báo trang · profile', inputFile)
        .argument('[pages...]', 'trang .html, .mhtml đã lưu · saved pages')
        .option(
          '--address <url>',
          'địa chỉ của trang không có trong khai báo · address of pages without an example',
        ),
  );
}
