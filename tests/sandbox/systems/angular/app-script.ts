/** A small application in the manner of Angular: a router, components drawn anew on each change, services with tokens. */
export const ANGULAR_SCRIPT = `
const root = document.querySelector('app-root');
const tokens = () => JSON.parse(localStorage.getItem('oidc.user') || 'null');
const api = (path, options) => fetch('/ng/api/' + path, { cache: 'no-store', ...options,
  headers: { Authorization: 'Bearer ' + tokens().access_token, ...((options || {}).headers || {}) } });
const node = (name, attributes, ...children) => {
  const made = document.createElement(name);
  made.setAttribute('_ngcontent-abc-c12', '');
  for (const [key, value] of Object.entries(attributes || {})) {
    if (typeof value === 'function') made.addEventListener(key, value); else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
};
const go = (path) => { history.pushState({}, '', '/ng/' + path); route(); };
let state = {};
async function route() {
  const path = location.pathname.slice(4);
  if (!tokens() && path !== 'dang-nhap') return go('dang-nhap');
  if (path === 'dang-nhap') {
    root.replaceChildren(node('button', { class: 'mat-button', click: async () => {
      localStorage.setItem('oidc.user', await (await fetch('/ng/api/login', { method: 'POST' })).text());
      go('van-ban');
    } }, 'Đăng nhập'));
  } else if (path === 'van-ban') {
    const letters = await (await api('letters')).json();
    root.replaceChildren(node('app-list', {}, ...letters.map((letter) =>
      node('div', { class: 'mat-row' }, node('a', { href: 'van-ban/' + letter.id, click: (event) => { event.preventDefault(); go('van-ban/' + letter.id); } },
        letter.number + '/' + letter.notation + ' ' + letter.subject)))));
  } else {
    state = { id: path.split('/')[1], toast: '', viewer: '', file: null };
    await draw();
  }
}
async function draw() {
  const letter = await (await api('letters/' + state.id)).json();
  if (location.pathname !== '/ng/van-ban/' + state.id) return;
  const field = (label, value) => node('div', { class: 'form-row' }, node('label', { class: 'mat-label' }, label), node('div', { class: 'value' }, value));
  const input = node('input', { type: 'file', hidden: '', change: () => { state.file = input.files[0]; save.disabled = !state.file; } });
  const save = node('button', { class: 'mat-flat-button', id: 'luu', click: async () => {
    const form = new FormData();
    form.set('file', state.file);
    const xsrf = document.cookie.split('; ').find((part) => part.startsWith('XSRF-TOKEN=')).slice(11);
    const answer = await (await api('letters/' + state.id + '/file', { method: 'POST', body: form, headers: { 'X-XSRF-TOKEN': xsrf } })).json();
    state.toast = answer.ok ? 'Đã lưu tệp ký số' : 'Không lưu được tệp';
    state.viewer = '';
    await draw();
  } }, 'Lưu');
  save.disabled = true;
  root.replaceChildren(node('app-document', {},
    node('a', { href: 'van-ban', click: (event) => { event.preventDefault(); go('van-ban'); } }, 'Quay lại'),
    node('div', { class: 'mat-toolbar' }),
    field('Số ký hiệu', letter.number + '/' + letter.notation), field('Ngày văn bản', letter.date), field('Trích yếu', letter.subject),
    field('Người ký', letter.signer), field('Độ khẩn', letter.priority),
    node('mat-chip-list', {}, ...letter.recipients.map((one) => node('mat-chip', { 'data-code': one.code }, one.name))),
    node('button', { class: 'xem', click: async () => {
      state.viewer = URL.createObjectURL(await (await api('letters/' + state.id + '/file')).blob());
      await draw();
    } }, 'Xem tệp'),
    ...(state.viewer ? [node('iframe', { class: 'viewer', src: state.viewer })] : []),
    node('label', {}, 'Tệp đã ký', input), save, node('div', { class: 'toast' }, state.toast)));
}
addEventListener('popstate', route);
route();`;
