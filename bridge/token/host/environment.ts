/**
 * What stays out of a module process: variables that run foreign code beside the PIN (Node's own, preloaded
 * libraries), that make a driver write its commands, and with them the PIN, into a log, and other programs'
 * secrets. Drivers find their settings through names of their own, so the rest goes in.
 */
const keptOut =
  /^(?:NODE_\w+|LD_PRELOAD|LD_AUDIT|DYLD_INSERT_LIBRARIES|OPENSC_DEBUG|PKCS11SPY\w*|PCSCLITE_DEBUG|LIBCCID_\w*LOG\w*|\w*_(?:DEBUG|TRACE)_(?:FILE|LEVEL))$|(?:^|_)(?:PIN|PASS|PASSWD|PASSWORD|PASSPHRASE|SECRET)(?:_|$)/iu;

/** Environment of a module process: the harmless part of `from`, then what the settings name. */
export function hostEnvironment(
  from: NodeJS.ProcessEnv,
  configured: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  const kept = Object.entries(from).filter(([name]) => !keptOut.test(name));
  return { ...Object.fromEntries(kept), ...configured };
}
