/**
 * The browser script that offices embed to reach the signing program, written anew after its observed behaviour: one
 * socket for each call, one text frame each way, no error handler, no time limit. It knows nothing of the extension.
 */

const CALLS: readonly (readonly [name: string, path: string, frame?: string])[] = [
  ['vgca_license_request', 'GetLicenseRequest', 'request'],
  ['vgca_get_certinfo', 'GetCertInfo', 'get_cert_info'],
  ['vgca_get_version', 'GetVersion', 'GetVersion'],
  ['vgca_verify_msg', 'VerifyMsg'],
  ['vgca_verify_xml', 'VerifyXML'],
  ['vgca_verify_json', 'VerifyJson'],
  ['vgca_sign_file', 'SignFile'],
  ['vgca_sign_files', 'SignFiles'],
  ['vgca_sign_approved', 'SignApproved'],
  ['vgca_sign_issued', 'SignIssued'],
  ['vgca_sign_income', 'SignIncome'],
  ['vgca_comment', 'Comment'],
  ['vgca_sign_appendix', 'SignAppendix'],
  ['vgca_sign_copy', 'SignCopy'],
  ['vgca_sign_pdf', 'SignPDF'],
  ['vgca_verify_pdf', 'VerifyPDF'],
  ['vgca_sign_office', 'SignOffice'],
  ['vgca_verify_office', 'VerifyOffice'],
  ['vgca_sign_xml_wp12', 'SignXMLP12'],
  ['vgca_sign_pdfwp', 'SignPDFWP'],
  ['vgca_encrypt', 'Encrypt'],
  ['vgca_decrypt', 'Decrypt'],
  ['vgca_sign_test', 'SignTest'],
];
const CALLS_WITH_SENDER: readonly (readonly [name: string, path: string])[] = [
  ['vgca_sign_msg', 'SignMsg'],
  ['vgca_sign_xml', 'SignXML'],
  ['vgca_sign_json', 'SignJson'],
  ['vgca_sign_rsas', 'SignRSAs'],
  ['vgca_auth', 'Auth'],
];

const body = (path: string, payload: string, done: string, missing: string) => `
    if ("WebSocket" in window) {
        var ws = new WebSocket("wss://127.0.0.1:8987/${path}");
        ws.onopen = function () { ws.send(${payload}); };
        ws.onmessage = function (evt) { ${done} ws.close(); };
        ws.onclose = function () { console.log("Connection is closed..."); };
    } else { ${missing} }
`;
const MISSING = '{"Error": "WebSocket NOT supported by your Browser!", "Status":500}';

function functions(prefix: string): string {
  const plain = CALLS.map(([name, path, frame]) => {
    const words = frame === undefined ? 'prms, callback' : 'callback';
    const payload = frame === undefined ? 'prms' : `"${frame}"`;
    return `${prefix}function ${name}(${words}) {${body(path, payload, 'callback(evt.data);', `callback('${MISSING}');`)}}`;
  });
  const sender = CALLS_WITH_SENDER.map(
    ([name, path]) =>
      `${prefix}function ${name}(sender, prms, callback) {${body(path, 'prms', 'callback(sender, evt.data);', `callback(sender, '${MISSING}');`)}}`,
  );
  return [
    `${prefix}function vgca_show_config() {${body('Config', '"config"', '', '')}}`,
    ...plain,
    ...sender,
  ].join('\n');
}

/** All functions a page calls, by name. */
export const PLUGIN_CALLS: readonly string[] = [
  'vgca_show_config',
  ...CALLS.map(([name]) => name),
  ...CALLS_WITH_SENDER.map(([name]) => name),
];

/** As a plain script: global functions, and the same on `vgcapluginObject`. */
export const globalPlugin = (): string =>
  `${functions('')}\nvar vgcapluginObject = { ${PLUGIN_CALLS.map((name) => `${name}: ${name}`).join(', ')} };\n`;

/** As an ES module, the way bundlers carry it along: nothing of it is global. */
export const modulePlugin = (): string => functions('export ');
