import type { Command } from 'commander';

type Words = { path: string; words: string[] };

/** What may follow each command: those below it, and its options. */
function wordsOf(command: Command, path: string[] = []): Words[] {
  const below = command.commands.filter((one) => one.name() !== 'help');
  const options = command.options.flatMap(({ long }) => long ?? []);
  const own = { path: path.join(' '), words: [...below.map((one) => one.name()), ...options, '--help'] };
  return [own, ...below.flatMap((one) => wordsOf(one, [...path, one.name()]))];
}

/** A script for a shell. Where no word of ours fits, it completes files. */
export function completionOf(program: Command, shell: 'bash' | 'zsh' | 'fish'): string {
  const all = wordsOf(program);
  return shell === 'fish' ? fishOf(program) : bashOf(all, shell);
}

/** zsh runs the script of bash by its own `bashcompinit`. */
function bashOf(all: readonly Words[], shell: 'bash' | 'zsh'): string {
  const cases = all.map(({ path, words }) => `    '${path}') words='${words.join(' ')}' ;;`);
  const known = all.flatMap(({ path }) => (path === '' ? [] : `'${path}'`)).join('|');
  return [
    ...(shell === 'zsh' ? ['autoload -U +X bashcompinit && bashcompinit'] : []),
    '_kaitong() {',
    '  local path="" word words="" n',
    '  for ((n = 1; n < COMP_CWORD; n++)); do',
    `    word="$path\${path:+ }\${COMP_WORDS[n]}"`,
    `    case "$word" in ${known}) path="$word" ;; esac`,
    '  done',
    '  case "$path" in',
    ...cases,
    '  esac',
    `  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))`,
    '}',
    'complete -o default -F _kaitong kaitong',
  ].join('\n');
}

function fishOf(program: Command): string {
  const lines: string[] = [];
  const add = (command: Command, path: string[]): void => {
    const below = command.commands.filter((one) => one.name() !== 'help');
    const names = below.map((one) => one.name()).join(' ');
    const seen = path.map((name) => `__fish_seen_subcommand_from ${name}`).join('; and ');
    const notYet = names === '' ? '' : `not __fish_seen_subcommand_from ${names}`;
    const when = [seen, notYet].filter(Boolean).join('; and ');
    const only = when === '' ? '' : ` -n '${when}'`;
    for (const one of below)
      lines.push(
        `complete -c kaitong${path.length === 0 ? ' -f' : ''}${only} -a ${one.name()} -d '${said(one.description())}'`,
      );
    for (const { long, description } of command.options)
      if (long)
        lines.push(
          `complete -c kaitong${seen === '' ? '' : ` -n '${seen}'`} -l ${long.slice(2)} -d '${said(description)}'`,
        );
    for (const one of below) add(one, [...path, one.name()]);
  };
  add(program, []);
  return lines.join('\n');
}

const said = (text: string): string => text.replace(/['\\]/g, '’');
