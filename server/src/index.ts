export { type RestoreOptions, restoreBackup } from './backup/restore-backup.ts';
export { RestoreError, type RestoreProblem } from './backup/restore-error.ts';
export { type Config, ConfigError, readConfig } from './config.ts';
export { type Server, type ServerOptions, startServer } from './context.ts';
export { KeyStoreError } from './keys/open-key-store.ts';
export { createLog, type Log, silentLog } from './log.ts';
export { MasterKeyError } from './secrets/master-key.ts';
export { DatabaseUnavailable } from './store/unavailable.ts';
export { CertificateError } from './tls/pair.ts';
