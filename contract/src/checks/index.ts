export { type CheckCode, type CheckUnit, checkCodes, checkOf, checks, RULES_VERSION } from './catalogue.ts';
export { ClipRate, isBound, RATE_EVIDENCE, RATE_UNKNOWNS, RateEvidence, RateUnknown } from './clip-rate.ts';
export { compareFindings, findingChangeText } from './compare-findings.ts';
export {
  Container,
  Encryption,
  EventDeclaration,
  LAST_OBJECT,
  MAX_CONTINUOUS_SEGMENT_BYTES,
  MAX_OBJECT_BYTES,
  MAX_SEGMENT_BYTES,
  ObjectDeclaration,
  ObjectKind,
  VideoCodec,
} from './declaration.ts';
export { areRelated, explainFindings, foldFindings } from './explain-findings.ts';
export { CheckCodeSchema, Finding, finding, Severity } from './finding.ts';
export { FindingChange } from './finding-change.ts';
export {
  FoundHeaders,
  type HeaderField,
  HeaderStructure,
  MOST_FOUND_HEADERS,
  MOST_HEADER_FIELDS,
  MOST_STRUCTURES,
} from './found-headers.ts';
export { type FindingGroup, groupFindings } from './group-findings.ts';
export { groupText, groupValueTexts } from './group-texts.ts';
export { fieldDueText, fieldValueText, headerName, isFieldWrong } from './header-texts.ts';
export {
  GARBLED_APART_MS,
  MOST_PICTURE_SECONDS,
  PICTURE_TRAITS,
  PictureSecond,
  PictureTrait,
} from './picture-second.ts';
export {
  type PictureSpan,
  pictureSpans,
  pictureSpansText,
  type Rgb,
  secondColour,
  TRAIT_LETTERS,
  traitText,
} from './picture-strip.ts';
export { isRateTold, rateText } from './rate-texts.ts';
export { isStampFault } from './stamp-fault.ts';
export { isNotDecodedFor, isOfTheClip } from './standing.ts';
export {
  type CheckText,
  type CheckTexts,
  checkTexts,
  type FindingText,
  findingText,
  generalText,
  limitText,
  placesText,
  valueTexts,
} from './texts.ts';
export { type TicketFacts, ticketText } from './ticket-text.ts';
export { valueNames } from './value-names.ts';
