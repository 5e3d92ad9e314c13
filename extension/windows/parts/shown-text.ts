import { options } from 'preact';

/** Unicode UAX #9, table 4: characters that turn the direction of what follows; Vietnamese needs none of them. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

function straight(child: unknown): unknown {
  if (typeof child === 'string') return child.replace(TURNING, '');
  return Array.isArray(child) ? child.map(straight) : child;
}

const before = options.vnode;
/**
 * Names and subjects come from pages, packages, certificates and files of strangers. One that turns the writing round
 * ("H99\u202e…") would read as another one: what turns is not drawn, in no window and wherever the text came from.
 */
options.vnode = (node) => {
  before?.(node);
  if (typeof node.type !== 'string') return;
  const props = node.props as { children?: unknown };
  if (props.children !== undefined) props.children = straight(props.children);
};
