import { WordMark } from '../ui/Mark.tsx';

export function Console() {
  return <WordMark />;
}
