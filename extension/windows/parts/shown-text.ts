import { options } from 'preact';
import { withoutTurning } from '../../../shared/turning-text.ts';

function straight(child: unknown): unknown {
  if (typeof child === 'string') return withoutTurning(child);
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
