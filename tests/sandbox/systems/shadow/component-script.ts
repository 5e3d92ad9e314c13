/** A custom element that draws a letter into a closed shadow root, some time after the page has loaded. */
export const SHADOW_SCRIPT = `
const make = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};
customElements.define('vb-chi-tiet', class extends HTMLElement {
  connectedCallback() { setTimeout(() => this.load(this.attachShadow({ mode: 'closed' })), 300); }
  async load(root, note = '') {
    const letter = await (await fetch('/csp/du-lieu/' + this.dataset.id, { cache: 'no-store' })).json();
    const line = (label, value) => [make('dt', {}, label), make('dd', {}, value)];
    const input = make('input', { type: 'file', className: 'tep-ky' });
    const send = make('button', { className: 'nop', onclick: async () => {
      const form = new FormData();
      form.set('tep', input.files[0]);
      const answer = await (await fetch('/csp/nop/' + this.dataset.id, { method: 'POST', body: form })).json();
      this.load(root, answer.ok ? 'Đã nhận tệp đã ký' : 'Không nhận được tệp');
    } }, 'Nộp tệp đã ký');
    root.replaceChildren(make('h1', {}, 'Văn bản đi'), make('div', { className: 'cong-cu' }),
      make('dl', {}, ...line('Số và ký hiệu', letter.number + '/' + letter.notation), ...line('Ngày ban hành', letter.date),
        ...line('Trích yếu nội dung', letter.subject), ...line('Người ký văn bản', letter.signer), ...line('Nơi nhận', letter.recipients.map((one) => one.code).join('; '))),
      make('a', { className: 'tep', href: '/csp/tep/' + letter.id }, letter.fileName), input, send, make('p', { className: 'thong-bao' }, note));
  }
});`;
