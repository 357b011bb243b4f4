import type { Finding, FindingGroup } from '@kaitong/contract/checks';
import { useRef, useState } from 'react';
import type { ShowPlaces } from './FindingPlace.tsx';
import { isPlaced } from './has-strips.ts';
import { placesOf } from './places-of.ts';
import type { RunView } from './run-view.ts';

/** The findings that the strips point at: those of the first group that has a place, until somebody chooses others. */
export function useMarkedPlaces(groups: readonly FindingGroup[], run: RunView) {
  const strips = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<readonly Finding[] | null>(null);
  const placesIn = (group: FindingGroup) => placesOf(group).filter((finding) => isPlaced(finding, run));
  const showOf: ShowPlaces = (group) => {
    const places = placesIn(group);
    if (places.length === 0) return undefined;
    return () => {
      setChosen(places);
      strips.current?.scrollIntoView({ block: 'center', behavior: 'smooth' });
      strips.current?.focus({ preventScroll: true });
    };
  };
  const first = groups.map(placesIn).find((places) => places.length > 0);
  return { marked: chosen ?? first ?? NONE, showOf, strips };
}

const NONE: readonly Finding[] = [];
