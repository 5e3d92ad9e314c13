import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { findChromium } from '../e2e/support/browser.ts';
import { GUIDE_PICTURES, SCREENS, type Screen, VARIED } from './picture-list.ts';

/**
 * Pictures of the documentation, and docs/screens.md, from those that the end-to-end tests left in shots/:
 *   npx vitest run --project e2e screens panel-states window-states recipients settings first-run.test clerk-morning
 *   node --import tsx tests/setup/pictures.ts
 */
const file = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const shotOf = (name: string) => file(`shots/${name}.png`);

/** Pictures side by side in one, each as wide as is told, at most. */
async function webp(page: Page, shots: readonly string[], width: number, quality: number): Promise<Buffer> {
  const base64 = await page.evaluate(
    async ({ pngs, width, quality }) => {
      const bitmaps = await Promise.all(
        pngs.map(async (png) =>
          createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob()),
        ),
      );
      const gap = bitmaps.length > 1 ? 8 : 0;
      const sizes = bitmaps.map((bitmap) => {
        const scale = Math.min(1, width / bitmap.width);
        return { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) };
      });
      const canvas = document.createElement('canvas');
      canvas.width = sizes.reduce((sum, size) => sum + size.width + gap, -gap);
      canvas.height = Math.max(...sizes.map(({ height }) => height));
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      context.imageSmoothingQuality = 'high';
      let left = 0;
      for (const [index, bitmap] of bitmaps.entries()) {
        const size = sizes[index] ?? { width: 0, height: 0 };
        context.drawImage(bitmap, left, 0, size.width, size.height);
        left += size.width + gap;
      }
      return canvas.toDataURL('image/webp', quality).replace(/^[^,]*,/u, '');
    },
    { pngs: shots.map((name) => readFileSync(shotOf(name)).toString('base64')), width, quality },
  );
  return Buffer.from(base64, 'base64');
}

let bytes = 0;
async function write(page: Page, target: string, shots: readonly string[], width: number, quality: number) {
  const missing = shots.filter((name) => !existsSync(shotOf(name)));
  if (missing.length > 0) {
    console.log(`${target}: ${missing.join(', ')} missing in shots/; the picture stays as it is`);
    return;
  }
  const picture = await webp(page, shots, width, quality);
  writeFileSync(file(`docs/pictures/${target}.webp`), picture);
  bytes += picture.length;
}

const row = ({ says }: Screen, name: string) => `**${says}**\n\n![${says}](pictures/screens/${name}.webp)\n`;

const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
try {
  const page = await browser.newPage();
  mkdirSync(file('docs/pictures/screens'), { recursive: true });
  for (const [name, shot] of Object.entries(GUIDE_PICTURES)) await write(page, name, [shot], 1366, 0.8);
  const text = [
    '# Every screen and state\n\nVietnamese on the left, English on the right, on an office screen of 1366×768; ' +
      'written by `node --import tsx tests/setup/pictures.ts` from the pictures of the end-to-end tests, which look at ' +
      'each of them with axe-core and for texts that are cut off, at 200 % and in the dark too.\n',
  ];
  for (const [heading, screens] of SCREENS) {
    text.push(`## ${heading}\n`);
    for (const screen of screens) {
      const languages = ['vi', 'en'].map((language) => `${language}-${screen.shot}`);
      await write(page, `screens/${screen.shot}`, languages, 600, 0.55);
      text.push(row(screen, screen.shot));
    }
  }
  text.push('## Dark, forced colours, 200 %\n');
  for (const screen of VARIED) {
    const all = ['dark', 'contrast', '200'].map((variant) => `vi-${screen.shot}-${variant}`);
    await write(page, `screens/${screen.shot}-varied`, all, 480, 0.55);
    text.push(row(screen, `${screen.shot}-varied`));
  }
  writeFileSync(file('docs/screens.md'), text.join('\n'));
  console.log(`docs/pictures: ${Math.round(bytes / 1024)} KB written`);
} finally {
  await browser.close();
}
