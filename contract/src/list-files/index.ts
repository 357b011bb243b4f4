export { type Column, type CsvCell, type ListFile, titleOf } from './list-file.ts';
export { makerFiles } from './maker-files.ts';
export { operatorFiles } from './operator-files.ts';
