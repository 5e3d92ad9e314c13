/**
 * What a driver needs of the surroundings. Everything else stays out: NODE_OPTIONS and LD_PRELOAD would run
 * foreign code beside the PIN, OPENSC_DEBUG and its like would write the PIN into a log.
 */
const allowed =
  /^(?:PATH|HOME|USER|USERNAME|LOGNAME|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TEMP|TMP|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|DBUS_SESSION_BUS_ADDRESS|XDG_\w+|PCSCLITE_CSOCK_NAME|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|APPDATA|LOCALAPPDATA|PROGRAMDATA|ALLUSERSPROFILE|PROGRAMFILES(?:\(X86\))?|PROGRAMW6432|COMMONPROGRAMFILES(?:\(X86\))?|COMMONPROGRAMW6432|USERPROFILE|USERDOMAIN|HOMEDRIVE|HOMEPATH|SESSIONNAME|CLIENTNAME)$/iu;

/** Environment of a module process: the allowed part of `from`, then what the settings name. */
export function hostEnvironment(
  from: NodeJS.ProcessEnv,
  configured: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  const kept = Object.entries(from).filter(([name]) => allowed.test(name));
  return { ...Object.fromEntries(kept), ...configured };
}
