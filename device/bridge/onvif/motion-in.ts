import { allIn, findIn, textIn, type XmlElement } from './xml.ts';

/**
 * What makers call motion, without prefixes: the standard's cells, regions and alarms, people and vehicles as Reolink and
 * Tapo tell of them, and Axis's own detections.
 */
const MOTION =
  /^(VideoSource\/MotionAlarm|RuleEngine\/(CellMotionDetector|MotionRegionDetector|MotionDetector|MyRuleDetector|PeopleDetector|VehicleDetector|TPSmartEventDetector|VMD\d?)\/\w+|RuleEngine\/FieldDetector\/ObjectsInside|CameraApplicationPlatform\/(VMD|ObjectAnalytics)\/\w+)$/;
/** Of rules with names of Reolink's own, these are no motion. */
const NO_MOTION = /\/(Visitor|Tamper\w*|Sound\w*|CryDetect)$/;
const STATE = /^(Is[A-Z]\w*|State|active)$/;

export type MotionMessage = {
  /** Which of the camera's detections it is. */
  of: string;
  moves: boolean;
  /** It is how things were when somebody began to listen, and nothing that happened. */
  isFirst: boolean;
};

/** What a notification says of motion; undefined where it speaks of something else. */
export function motionIn(notification: XmlElement): MotionMessage | undefined {
  const topic = (textIn(notification, 'Topic') ?? '')
    .split('/')
    .map((part) => part.replace(/^.*:/, ''))
    .join('/');
  if (!MOTION.test(topic) || NO_MOTION.test(topic)) return undefined;
  const message = findIn(notification, 'Message', 'Message');
  const items = (name: string) =>
    allIn(findIn(message, name), 'SimpleItem').map(({ attributes }) => ({
      name: attributes.get('Name') ?? '',
      value: attributes.get('Value') ?? '',
    }));
  const state = items('Data')
    .find(({ name }) => STATE.test(name))
    ?.value.toLowerCase();
  if (state === undefined || !/^(true|false|1|0)$/.test(state)) return undefined;
  return {
    of: [topic, ...items('Source').map(({ value }) => value)].join(' '),
    moves: state === 'true' || state === '1',
    isFirst: message?.attributes.get('PropertyOperation') === 'Initialized',
  };
}
