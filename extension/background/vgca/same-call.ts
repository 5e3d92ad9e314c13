import { canonicalJson } from '../../../shared/protocol/approval.ts';
import { fileSource } from '../../../shared/vgca/file-address.ts';
import type { FileRequest, FilesRequest } from '../../../shared/vgca/request.ts';
import { isFrameOf } from './caller.ts';
import type { CallWish, WaitingCall } from './calls.ts';
import { requestOf } from './files-batch.ts';

/** Browsers give what they stored with its keys in another order. */
const isSame = (one: FileRequest | FilesRequest, other: FileRequest | FilesRequest): boolean =>
  canonicalJson(one) === canonicalJson(other);

/** Whether both ask for one and the same. What leaves the choice of a file to the clerk names none, and is never the same. */
function isSameWish(one: CallWish, other: CallWish, address: string): boolean {
  const isNamed = (name: string) => fileSource(name, address)?.from !== 'clerk';
  switch (one.kind) {
    case 'certificate':
      return other.kind === 'certificate';
    case 'message':
      return other.kind === 'message' && other.digest === one.digest;
    case 'file':
      return other.kind === 'file' && isNamed(one.request.FileName) && isSame(other.request, one.request);
    case 'files':
      return (
        other.kind === 'files' &&
        one.request.Files.every((_, index) => isNamed(requestOf(one.request, index).FileName)) &&
        isSame(other.request, one.request)
      );
  }
}

/**
 * The call that a further one says again (a button that was pressed twice, a page that lost patience): the same
 * operation with the same arguments from the same frame, not answered yet. Its address is the same too: files are named
 * from there. One window decides about both, and both get its answer.
 */
export function sameCall(
  call: Pick<WaitingCall, 'path' | 'source' | 'wish'>,
  open: readonly WaitingCall[],
): WaitingCall | undefined {
  return open.find(
    (one) =>
      one.sameAs === null &&
      one.path === call.path &&
      isFrameOf(one.source, call.source) &&
      one.source.address === call.source.address &&
      isSameWish(call.wish, one.wish, call.source.address),
  );
}
