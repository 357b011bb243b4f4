type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The line that somebody who came over SSH types on their own computer, so that addresses of pages work there as they are.
 * `undefined`: nobody did.
 *
 * @param urls of every page, on loopback
 */
export function tunnelLine(urls: readonly string[], environment: Environment): string | undefined {
  // The client's address and port, then ours as it reached them: sshd(8).
  const [, , host, port] = environment.SSH_CONNECTION?.split(' ') ?? [];
  if (host === undefined) return undefined;
  const forwards = urls.map((url) => {
    const { hostname, port } = new URL(url);
    return `-L ${port}:${hostname}:${port}`;
  });
  const user = environment.SUDO_USER ?? environment.USER ?? environment.LOGNAME;
  const at = port === undefined || port === '22' ? [] : [`-p ${port}`];
  return ['ssh', ...at, ...forwards, user ? `${user}@${host}` : host].join(' ');
}
