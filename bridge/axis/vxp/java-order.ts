const BUCKETS = 16;

/**
 * Bucket of a key in a Java HashMap of 16 buckets: `String.hashCode`, upper half folded in, lowest four bits.
 * Both algorithms are part of Java's documented behaviour.
 */
function bucketOf(key: string): number {
  let hash = 0;
  for (let index = 0; index < key.length; index += 1) {
    hash = (Math.imul(31, hash) + key.charCodeAt(index)) | 0;
  }
  return (hash ^ (hash >>> 16)) & (BUCKETS - 1);
}

/**
 * Entries in the order in which a Java HashMap would give them back when filled in the given order (axis API
 * 4.1). A verifier ignores the order; we keep it so that our calls look like those of genuine clients.
 */
export function inJavaOrder(
  entries: readonly (readonly [string, string])[],
): readonly (readonly [string, string])[] {
  return entries
    .map((entry, position) => ({ entry, position, bucket: bucketOf(entry[0]) }))
    .sort((left, right) => left.bucket - right.bucket || left.position - right.position)
    .map(({ entry }) => entry);
}
