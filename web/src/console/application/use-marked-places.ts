import type { Finding, FindingGroup } from '@kaitong/contract/checks';
import { useRef, useState } from 'react';
import type { ShowPlaces } from './FindingPlace.tsx';
import { placesOf } from './places-of.ts';

/** The findings that the strips point at: those of the first group that has a place, until somebody chooses others. */
export function useMarkedPlaces(groups: readonly FindingGroup[]) {
  const strips = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<readonly Finding[] | null>(null);
  const show: ShowPlaces = (findings) => {
    setChosen(findings);
    strips.current?.scrollIntoView({ block: 'center', behavior: 'smooth' });
    strips.current?.focus({ preventScroll: true });
  };
  return { marked: chosen ?? placed(groups), show, strips };
}

const NONE: readonly Finding[] = [];

const placed = (groups: readonly FindingGroup[]): readonly Finding[] =>
  groups.map(placesOf).find((places) => places.length > 0) ?? NONE;
