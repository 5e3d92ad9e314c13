/** A small application in the manner of React: state, and one function that draws everything anew from it. */
export const REACT_SCRIPT = `
const root = document.getElementById('root');
let state = { documents: [], open: null, count: 0 };
const h = (name, properties, ...children) => {
  const made = document.createElement(name);
  Object.assign(made, properties);
  made.append(...children);
  return made;
};
const token = () => JSON.parse(sessionStorage.getItem('auth')).user.token;
const set = (change) => { state = { ...state, ...change }; render(); };
const load = async () => set({ documents: await (await fetch('/react/api/documents', { cache: 'no-store', headers: { Authorization: 'Bearer ' + token() } })).json() });
function Detail(doc) {
  const item = (label, value) => h('p', { className: 'css-1x2y3z' }, label + ': ' + value);
  return h('section', { className: 'detail' },
    h('button', { className: 'back', onclick: () => set({ open: null }) }, '←'),
    h('article', { className: 'card', id: 'doc-' + doc.id },
      h('h2', {}, doc.subject), item('Số/ký hiệu', doc.number + '/' + doc.notation), item('Ngày', doc.date), item('Hạn xử lý', doc.dueDate),
      item('Độ khẩn', doc.priority), h('ul', {}, ...doc.recipients.map((one) => h('li', { title: one.code }, one.name))),
      h('div', { className: 'actions' }), h('small', { className: 'versions' }, 'Phiên bản ' + doc.versions),
      h('button', { className: 'reload', onclick: load }, 'Tải lại')));
}
function render() {
  const doc = state.documents.find((one) => one.id === state.open);
  root.replaceChildren(h('header', {}, 'Lần vẽ ' + state.count), doc ? Detail(doc) : h('ul', { className: 'list' }, ...state.documents.map((one) =>
    h('li', {}, h('button', { onclick: () => set({ open: one.id }) }, one.number + '/' + one.notation + ' ' + one.subject)))));
}
fetch('/react/api/session').then((answer) => answer.text()).then((text) => { sessionStorage.setItem('auth', text); return load(); });
setInterval(() => set({ count: state.count + 1 }), 3000);
render();`;
