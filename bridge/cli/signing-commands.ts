import { type Command, Option } from 'commander';
import { COPY_KINDS, ROLES } from '../../shared/document/role.ts';
import type { AugmentWords } from './augment.ts';
import { add, inputFile, millimetres, webAddress, wholeNumber } from './command.ts';
import type { FormatWords } from './formats.ts';
import type { Runtime } from './runtime.ts';
import type { SignerWords, SignWords } from './sign.ts';

const LIST_HELP = `
list.json, đường dẫn tính từ thư mục của tệp này · paths start at the folder of the list:
  [{ "input": "a.pdf", "output": "a-signed.pdf", "role": "plain" },
   { "input": "b.pdf", "output": "b-signed.pdf", "role": "issue", "number": "5", "notation": "SNV-VP",
     "date": "2026-01-05", "image": "seal.png", "imageWidth": 36 }]
  còn có · also: text, copyKind, page, rect, anchor, field, place`;

const levels = ['B-B', 'B-T', 'B-LT', 'B-LTA'] as const;

const levelOptions = (command: Command) =>
  command
    .addOption(new Option('--level <level>', 'mức PAdES · PAdES level').choices(levels))
    .option('--tsa <url>', 'địa chỉ dấu thời gian · time-stamp authority', webAddress);

const signerOptions = (command: Command) =>
  levelOptions(
    command
      .option('--module <path>', 'thư viện PKCS#11 · PKCS#11 module')
      .requiredOption('--cert <thumbprint-or-label>', 'chứng thư số · certificate')
      .option(
        '--pin-env <name>',
        'biến môi trường chứa PIN, mỗi dòng một mã · variable that holds the PIN, or one in each line',
      )
      .option('--pinentry [program]', 'hỏi PIN bằng chương trình pinentry · ask through a pinentry program')
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
  add(
    program,
    'cms',
    'ký tách rời tệp bất kỳ (CMS), hoặc kiểm tra · sign any file, detached, or judge one',
    async (command) => {
      const [{ cms }, { formatParts }] = await Promise.all([import('./formats.ts'), import('./signing.ts')]);
      const words = command.opts<FormatWords>();
      return cms(command.args[0] ?? '', words, formatParts(runtime, words));
    },
    (command) =>
      formatOptions(command)
        .option('--tsa <url>', 'địa chỉ dấu thời gian · time-stamp authority', webAddress)
        .option('--verify <p7s>', 'tệp chữ ký cần kiểm tra · signature to judge', inputFile),
  );
  add(
    program,
    'xmldsig',
    'ký XML (XML-DSig, XAdES), hoặc kiểm tra · sign an XML document, or judge one',
    async (command) => {
      const [{ xmldsig }, { formatParts }] = await Promise.all([
        import('./formats.ts'),
        import('./signing.ts'),
      ]);
      const words = command.opts<FormatWords>();
      return xmldsig(command.args[0] ?? '', words, formatParts(runtime, words));
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
    async (command) => {
      const { signOutcome } = await import('./signing.ts');
      return signOutcome(runtime, command.args[0] ?? '', command.opts<SignWords>());
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
          .option('--text <words>', 'lời bút phê, chữ nháy · words of a note, initials')
          .addOption(new Option('--copy-kind <kind>', 'loại bản sao · kind of copy').choices(COPY_KINDS))
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
    'ký nhiều tệp, một lần nhập mã PIN nếu thiết bị cho phép · sign many files, with one PIN where the token allows',
    async (command) => {
      const { signBatchOutcome } = await import('./signing.ts');
      return signBatchOutcome(runtime, command.args[0] ?? '', command.opts<SignerWords>());
    },
    (command) =>
      signerOptions(command.argument('<list.json>', 'danh sách tệp · list of files', inputFile)).addHelpText(
        'after',
        LIST_HELP,
      ),
  );

  add(
    program,
    'augment',
    'nâng mức tệp đã ký · raise the level of a signed file',
    async (command) => {
      const { augment } = await import('./augment.ts');
      return augment(runtime, command.args[0] ?? '', command.opts<AugmentWords>());
    },
    (command) =>
      levelOptions(
        command
          .argument('<signed.pdf>', 'tệp đã ký · signed file', inputFile)
          .option('--trust <dir-or-pem>', 'chứng thư gốc · roots')
          .requiredOption('-o, --output <out.pdf>', 'tệp kết quả · result'),
      ),
  );

  add(
    program,
    'verify',
    'kiểm tra chữ ký trong PDF · judge every signature of a PDF',
    async (command) => {
      const { verifyOutcome } = await import('./signing.ts');
      return verifyOutcome(runtime, command.args[0] ?? '', command.opts<{ trust?: string }>());
    },
    (command) =>
      command
        .argument('<file.pdf>', 'tệp cần kiểm tra · file to judge', inputFile)
        .option(
          '--trust <dir-or-pem>',
          'chứng thư gốc phải dẫn tới, nếu không: mã thoát 3 · roots that every signer must lead to, else exit 3',
        ),
  );
  formatCommands(program, runtime);
}
