/** A small application in the manner of React: state, and one function that draws everything anew from it. */
export const REACT_SCRIPT = `
const root = document.getElementById('root');
let state = { documents: [], open: null, count: 0, viewer: '', file: null };
const h = (name, properties, ...children) => {
  const made = document.createElement(name);
  Object.assign(made, properties);
  made.append(...children);
  return made;
};
const token = () => JSON.parse(sessionStorage.getItem('auth')).user.token;
const set = (change) => { state = { ...state, ...change }; render(); };
const load = async () => set({ documents: await (await fetch('/react/api/documents', { cache: 'no-store', headers: { Authorization: 'Bearer ' + token() } })).json() });
const content = (doc, options) => fetch('/react/api/documents/' + doc.id + '/content', { cache: 'no-store', ...options,
  headers: { Authorization: 'Bearer ' + token(), ...((options || {}).headers || {}) } });
const view = async (doc) => set({ viewer: URL.createObjectURL(await (await content(doc)).blob()) });
const put = async (doc) => {
  if (!state.file) return;
  await content(doc, { method: 'PUT', body: state.file, headers: { 'Content-Type': 'application/pdf' } });
  set({ viewer: '', file: null });
  await load();
};
function Detail(doc) {
  const item = (label, value) => h('p', { className: 'css-1x2y3z' }, label + ': ' + value);
  return h('section', { className: 'detail' },
    h('button', { className: 'back', onclick: () => set({ open: null }) }, '←'),
    h('article', { className: 'card', id: 'doc-' + doc.id },
      h('h2', {}, doc.subject), item('Số/ký hiệu', doc.number + '/' + doc.notation), item('Ngày', doc.date), item('Hạn xử lý', doc.dueDate),
      item('Độ khẩn', doc.priority), h('ul', {}, ...doc.recipients.map((one) => h('li', { title: one.code }, one.name))),
      h('div', { className: 'actions' }), h('small', { className: 'versions' }, 'Phiên bản ' + doc.versions),
      h('button', { className: 'reload', onclick: load }, 'Tải lại'),
      h('button', { className: 'view', onclick: () => view(doc) }, 'Xem tệp'),
      ...(state.viewer ? [h('iframe', { className: 'viewer', src: state.viewer })] : []),
      h('input', { type: 'file', onchange: (event) => set({ file: event.target.files[0] }) }),
      h('button', { className: 'put', onclick: () => put(doc) }, 'Nộp tệp đã ký')));
}
function render() {
  const doc = state.documents.find((one) => one.id === state.open);
  root.replaceChildren(h('header', {}, 'Lần vẽ ' + state.count), doc ? Detail(doc) : h('ul', { className: 'list' }, ...state.documents.map((one) =>
    h('li', {}, h('button', { onclick: () => set({ open: one.id, viewer: '', file: null }) }, one.number + '/' + one.notation + ' ' + one.subject)))));
}
fetch('/react/api/session').then((answer) => answer.text()).then((text) => { sessionStorage.setItem('auth', text); return load(); });
setInterval(() => set({ count: state.count + 1 }), 3000);
render();`;
