import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { findChromium } from '../e2e/support/browser.ts';

/**
 * Pictures of the documentation from those that the end-to-end tests left in shots/:
 *   npx vitest run --project e2e tests/e2e/screens.test.ts tests/e2e/clerk-morning.test.ts
 *   node --import tsx tests/setup/pictures.ts
 */
const PICTURES: Readonly<Record<string, string>> = {
  'ghep-noi': 'vi-paired',
  'cua-so-ky': 'vi-consent',
  'nhap-pin': 'vi-pin',
  'chon-trong-danh-sach': 'vi-list-ticked',
  'ky-nhieu-van-ban': 'vi-list-batch-ready',
  'ky-xong': 'vi-list-batch-done',
  'bang-ben': 'vi-panel-item',
  'chan-doan': 'vi-diagnosis',
};
const QUALITY = 0.8;

const file = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
try {
  const page = await browser.newPage();
  for (const [name, shot] of Object.entries(PICTURES)) {
    const source = file(`shots/${shot}.png`);
    if (!existsSync(source)) {
      console.log(`${name}: shots/${shot}.png is missing; the picture stays as it is`);
      continue;
    }
    const webp = await page.evaluate(
      async ({ png, quality }) => {
        const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
        const canvas = document.createElement('canvas');
        canvas.width = bitmap.width;
        canvas.height = bitmap.height;
        canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
        return canvas.toDataURL('image/webp', quality).replace(/^[^,]*,/u, '');
      },
      { png: readFileSync(source).toString('base64'), quality: QUALITY },
    );
    const bytes = Buffer.from(webp, 'base64');
    writeFileSync(file(`docs/pictures/${name}.webp`), bytes);
    console.log(`docs/pictures/${name}.webp: ${Math.round(bytes.length / 1024)} KB`);
  }
} finally {
  await browser.close();
}
