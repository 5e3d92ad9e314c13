import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { startSandbox } from './start.ts';

/**
 * `npm run sandbox [FOLDER]`: the outside world for training, with two offices whose bridges run. Keys and state
 * stay in the folder, so that a class can go on tomorrow.
 */
const dir = resolve(process.argv[2] ?? join(homedir(), '.kygui-sandbox'));
const sandbox = await startSandbox({ dir, say: (step) => process.stderr.write(`  ${step} …\n`) });
await Promise.all([sandbox.sender.start(), sandbox.receiver.start()]);

process.stdout.write(`
Môi trường tập huấn Ký Gửi đang chạy · the Ký Gửi sandbox is running

  Hệ thống văn bản · document system   ${sandbox.qlvb.url}
      tài khoản · accounts              lanhdao, vanthu   mật khẩu · password  mau-2026
  Trục liên thông · axis               ${sandbox.axis.url}
  PIN của token · PIN of the tokens    ${sandbox.token.pin}
  Chứng thư gốc · trust anchor         ${sandbox.pki.trustDir}

  Tiện ích · extension: chrome://extensions → chế độ nhà phát triển · developer mode → Load unpacked → dist/extension-sandbox
  Ghép nối · pairing, H99.01           KYGUI_HOME=${sandbox.sender.home} npx kygui pair
  Ghép nối · pairing, H99.02           KYGUI_HOME=${sandbox.receiver.home} npx kygui pair

Ctrl+C để dừng · to stop
`);

await new Promise<void>((done) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
});
await sandbox.stop();
process.exit();
