import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** DER certificates of a PEM file, a DER file, or every file of a folder; nothing when no path is given. */
export function readCertificateFiles(path: string | undefined): Uint8Array[] {
  if (path === undefined) return [];
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .map((name) => join(path, name))
    : [path];
  return files
    .filter((file) => /\.(?:pem|crt|cer|der)$/iu.test(file))
    .flatMap((file) => {
      const bytes = readFileSync(file);
      const blocks = bytes
        .toString('latin1')
        .match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/gu);
      return (blocks ?? [bytes]).map((block) => Uint8Array.from(new X509Certificate(block).raw));
    });
}
