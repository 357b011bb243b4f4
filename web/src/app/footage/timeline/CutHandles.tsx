import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { type CutEnd, type CutSpan, moveEnd } from '../cutting/cut-span.ts';
import { clockOf, type Span } from '../day/days.ts';
import { useText } from '../texts/index.ts';
import styles from './CutHandles.module.css';

type Props = {
  span: Span;
  cut: CutSpan;
  percent: (at: number) => string;
  momentAt: (clientX: number) => number;
  onChange: (cut: CutSpan) => void;
  /** Which end is in somebody's hand. */
  onHold: (end: CutEnd | undefined) => void;
};

const STEP_MS = 1000;
const FAR_MS = 10_000;
const STEPS: Record<string, number> = {
  ArrowLeft: -STEP_MS,
  ArrowDown: -STEP_MS,
  ArrowRight: STEP_MS,
  ArrowUp: STEP_MS,
  PageDown: -FAR_MS,
  PageUp: FAR_MS,
};

/** The two ends of what is cut, to be dragged, or moved by keys: a second at a time, or ten. */
export function CutHandles({ span, cut, percent, momentAt, onChange, onHold }: Props) {
  return (
    <>
      <span
        className={styles.range}
        style={{ left: percent(cut.from), right: `calc(100% - ${percent(cut.to)})` }}
        data-testid="timeline-cut"
      />
      {(['from', 'to'] as const).map((end) => (
        <Handle key={end} {...{ end, span, cut, percent, momentAt, onChange, onHold }} />
      ))}
    </>
  );
}

function Handle({ end, span, cut, percent, momentAt, onChange, onHold }: Props & { end: CutEnd }) {
  const t = useText();
  /** How far from the end's own place it was taken hold of. */
  const offset = useRef<number>(undefined);
  const move = (moment: number) => onChange(moveEnd(cut, end, moment, span));
  const release = () => {
    offset.current = undefined;
    onHold(undefined);
  };

  function onKeyDown(event: KeyboardEvent) {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    move(cut[end] + step);
  }

  function onPointerDown(event: PointerEvent) {
    if (!event.isPrimary || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    offset.current = cut[end] - momentAt(event.clientX);
    onHold(end);
  }

  const { from, to } = { from: Date.parse(span.from), to: Date.parse(span.to) };
  return (
    <span
      className={`${styles.handle} ${styles[end]}`}
      style={{ left: end === 'from' ? `max(44px, ${percent(cut.from)})` : `min(100% - 44px, ${percent(cut.to)})` }}
      role="slider"
      tabIndex={0}
      aria-label={t(`footage.cut.${end}Handle`)}
      aria-valuemin={0}
      aria-valuemax={Math.round((to - from) / 1000)}
      aria-valuenow={Math.round((cut[end] - from) / 1000)}
      aria-valuetext={clockOf(cut[end])}
      onKeyDown={onKeyDown}
      onFocus={() => onHold(end)}
      onBlur={release}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => {
        if (offset.current !== undefined) move(momentAt(event.clientX) + offset.current);
      }}
      onPointerUp={release}
      onPointerCancel={release}
    />
  );
}
