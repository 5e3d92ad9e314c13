import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { ROLES } from '../../shared/document/role.ts';
import { composeJudge, composeLibraries, composeReader } from '../compose.ts';
import { composeAuthorities } from '../program/authorities.ts';
import { readPolicyFile } from '../program/gate-policy.ts';
import { openHome } from '../settings/home.ts';
import { loadSettings } from '../settings/load.ts';
import { augment } from './augment.ts';
import { add, inputFile, millimetres, type Words, wholeNumber } from './command.ts';
import { cms, type FormatParts, type FormatWords, xmldsig } from './formats.ts';
import { type Runtime, withTokens, withWords } from './runtime.ts';
import { type SignerWords, type SignParts, type SignWords, sign } from './sign.ts';
import { signBatch } from './sign-batch.ts';
import { verify } from './verify.ts';

const levels = ['B-B', 'B-T', 'B-LT', 'B-LTA'] as const;

const levelOptions = (command: Command) =>
  command
    .addOption(new Option('--level <level>', 'mức PAdES · PAdES level').choices(levels))
    .option('--tsa <url>', 'địa chỉ dấu thời gian · time-stamp authority');

const signerOptions = (command: Command) =>
  levelOptions(
    command
      .option('--module <path>', 'thư viện PKCS#11 · PKCS#11 module')
      .requiredOption('--cert <thumbprint-or-label>', 'chứng thư số · certificate')
      .requiredOption('--pin-env <name>', 'biến môi trường chứa PIN · variable that holds the PIN')
      .option('--trust <dir-or-pem>', 'chứng thư gốc · roots')
      .option('--policy <file>', 'quy tắc về nội dung bị từ chối · what content is refused', inputFile)
      .addOption(
        new Option(
          '--when-unreachable <what>',
          'khi không gọi được TSA, OCSP · when an authority does not answer',
        ).choices(['stop', 'degrade']),
      )
      .option('--confirm-last-try', 'đồng ý dùng lần thử PIN cuối cùng · allow the last PIN try'),
  );

/** Everything a signing command needs, with what the command line says instead of the settings. */
async function withSigning<Result>(
  runtime: Runtime,
  words: SignerWords,
  processes: number,
  work: (parts: SignParts) => Promise<Result>,
): Promise<Result> {
  const settings = withWords(loadSettings(openHome()), words);
  const authorities = composeAuthorities(settings);
  const policyFile = words.policy ?? settings.signing.policy;
  const policy = policyFile === undefined ? null : readPolicyFile(policyFile);
  const reader = composeReader(runtime.places, processes);
  try {
    return await withTokens(runtime, words.module, (tokens) =>
      work({ tokens, reader, policy, authorities, settings }),
    );
  } finally {
    reader.close();
  }
}

/** Processes that read and sign files of a batch: more than cores, because two of them mostly wait for the token. */
const batchProcesses = (): number => Math.min(availableParallelism() + 2, 8);

const formatOptions = (command: Command) =>
  command
    .argument('<in>', 'tệp cần ký · file to sign', inputFile)
    .option('-o, --output <out>', 'tệp kết quả · result')
    .option('--module <path>', 'thư viện PKCS#11 · PKCS#11 module')
    .option('--cert <thumbprint-or-label>', 'chứng thư số · certificate')
    .option('--pin-env <name>', 'biến môi trường chứa PIN · variable that holds the PIN')
    .option('--confirm-last-try', 'đồng ý dùng lần thử PIN cuối cùng · allow the last PIN try')
    .option('--trust <dir-or-pem>', 'chứng thư gốc · roots');

/** `kygui cms | xmldsig`: signatures that pages ask for beside PDF. */
function formatCommands(program: Command, runtime: Runtime): void {
  const partsFor = (words: FormatWords): FormatParts => {
    const { trust, tsa } = words;
    const settings = withWords(loadSettings(openHome()), {
      ...(trust !== undefined && { trust }),
      ...(tsa !== undefined && { tsa }),
    });
    const authorities = composeAuthorities(settings);
    return {
      settings,
      authorities: tsa === undefined ? { ...authorities, timestamp: null } : authorities,
      withTokens: (module, work) => withTokens(runtime, module, work),
    };
  };
  add(
    program,
    'cms',
    'ký tách rời tệp bất kỳ (CMS), hoặc kiểm tra · sign any file, detached, or judge one',
    (command) => {
      const words = command.opts<FormatWords>();
      return cms(command.args[0] ?? '', words, partsFor(words));
    },
    (command) =>
      formatOptions(command)
        .option('--tsa <url>', 'địa chỉ dấu thời gian · time-stamp authority')
        .option('--verify <p7s>', 'tệp chữ ký cần kiểm tra · signature to judge', inputFile),
  );
  add(
    program,
    'xmldsig',
    'ký XML (XML-DSig, XAdES), hoặc kiểm tra · sign an XML document, or judge one',
    (command) => {
      const words = command.opts<FormatWords>();
      return xmldsig(command.args[0] ?? '', words, partsFor(words));
    },
    (command) =>
      formatOptions(command)
        .addOption(new Option('--form <form>', 'dạng · form').choices(['xmldsig', 'xades']))
        .option('--signature-only', 'chỉ ghi phần tử Signature · the Signature element alone')
        .option('--verify', 'kiểm tra · judge'),
  );
}

/** `kygui sign | sign-batch | augment | verify | cms | xmldsig`. */
export function signingCommands(program: Command, runtime: Runtime): void {
  add(
    program,
    'sign',
    'ký một tệp PDF · sign a PDF by incremental update',
    (command) => {
      const words = command.opts<SignWords>();
      return withSigning(runtime, words, 1, (parts) => sign(command.args[0] ?? '', words, parts));
    },
    (command) =>
      signerOptions(
        command
          .argument('<in.pdf>', 'tệp cần ký · file to sign', inputFile)
          .requiredOption('-o, --output <out.pdf>', 'tệp kết quả · result')
          .addOption(new Option('--role <role>', 'vai trò ký · role').choices(ROLES).makeOptionMandatory())
          .option('--image <png>', 'ảnh chữ ký hoặc con dấu · picture', inputFile)
          .option('--image-width <mm>', 'bề rộng thật của ảnh · real width of the picture', millimetres)
          .option('--number <n>', 'số · number')
          .option('--notation <text>', 'ký hiệu · notation')
          .option('--date <yyyy-mm-dd>', 'ngày · date')
          .option('--page <n>', 'trang · page', wholeNumber)
          .option('--rect <x,y,w,h>', 'vị trí, điểm từ góc dưới trái · place in points from the lower left')
          .option('--anchor <text>', 'chữ đánh dấu vị trí · text that marks the place')
          .option('--field <name>', 'ô ký có sẵn trong biểu mẫu · empty signature field of the form')
          .option('--place <json>', 'vị trí từng phần · place of each part'),
      ),
  );

  add(
    program,
    'sign-batch',
    'ký nhiều tệp với một lần nhập PIN · sign many files with one PIN',
    (command) => {
      const words = command.opts<SignerWords>();
      return withSigning(runtime, words, batchProcesses(), (parts) =>
        signBatch(command.args[0] ?? '', words, parts),
      );
    },
    (command) => signerOptions(command.argument('<list.json>', 'danh sách tệp · list of files', inputFile)),
  );

  add(
    program,
    'augment',
    'nâng mức tệp đã ký · raise the level of a signed file',
    (command) => {
      const words = command.opts<{ output: string; level: (typeof levels)[number]; tsa?: string }>();
      const authorities = composeAuthorities(withWords(loadSettings(openHome()), words));
      return augment(command.args[0] ?? '', words, {
        authorities,
        libraries: composeLibraries(runtime.places),
      });
    },
    (command) =>
      levelOptions(
        command
          .argument('<signed.pdf>', 'tệp đã ký · signed file', inputFile)
          .requiredOption('-o, --output <out.pdf>', 'tệp kết quả · result'),
      ),
  );

  add(
    program,
    'verify',
    'kiểm tra chữ ký trong PDF · judge every signature of a PDF',
    (command) => {
      const settings = loadSettings(openHome());
      const trusted = { ...settings, trust: command.opts<Words>().trust ?? settings.trust };
      const judge = composeJudge({ places: runtime.places, settings: trusted }, composeAuthorities(trusted));
      return verify(command.args[0] ?? '', judge);
    },
    (command) =>
      command
        .argument('<file.pdf>', 'tệp cần kiểm tra · file to judge', inputFile)
        .option('--trust <dir-or-pem>', 'chứng thư gốc · roots'),
  );
  formatCommands(program, runtime);
}
