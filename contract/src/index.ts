export * from './activation/application.ts';
export {
  compareProbes,
  isAdvice,
  type ProbeResult,
  type ProbeText,
  probeChangeText,
  probeText,
} from './activation/probe-texts.ts';
export * from './activation/progress.ts';
export * from './activation/steps.ts';
export { authorityPath, Fingerprint } from './authority.ts';
export * from './backup-check.ts';
export * from './catalogue.ts';
export * from './certificate.ts';
export * from './conformance/conformance.ts';
export * from './conformance/item.ts';
export * from './conformance/texts.ts';
export * from './control/account-events.ts';
export * from './control/accounts.ts';
export * from './control/applications.ts';
export * from './control/audit.ts';
export * from './control/authority.ts';
export * from './control/backup.ts';
export * from './control/billing.ts';
export * from './control/certificates.ts';
export * from './control/conformance.ts';
export * from './control/device-logs.ts';
export { control } from './control/index.ts';
export * from './control/installation.ts';
export * from './control/ledger.ts';
export { maker } from './control/maker.ts';
export * from './control/notices.ts';
export * from './control/operator.ts';
export * from './control/overview.ts';
export * from './control/platform.ts';
export * from './control/products.ts';
export * from './control/roles.ts';
export * from './control/sales.ts';
export * from './control/services.ts';
export * from './control/statement-csv.ts';
export * from './control/tasks.ts';
export * from './control/team.ts';
export * from './control/webhooks.ts';
export * from './demo-file.ts';
export * from './device-authority.ts';
export * from './device-log/line.ts';
export { deviceLogCodeText, deviceLogText } from './device-log/texts.ts';
export * from './durations.ts';
export * from './ids.ts';
export * from './internal/control.ts';
export * from './internal/device-news.ts';
export * from './internal/licence.ts';
export * from './internal/planes.ts';
export * from './internal/region.ts';
export * from './internal/sales.ts';
export * from './keys-state.ts';
export * from './kit/client.ts';
export * from './kit/event-stream.ts';
export * from './kit/op.ts';
export * from './languages.ts';
export * from './login-session.ts';
export * from './money.ts';
export * from './mqtt.ts';
export * from './passkeys.ts';
export { Login, type ResetWay } from './password-reset.ts';
export * from './plans.ts';
export * from './problems/catalogue.ts';
export * from './problems/problem.ts';
export * from './problems/texts.ts';
export * from './reconciliation.ts';
export * from './region/devices.ts';
export * from './region/footage.ts';
export { app, device } from './region/index.ts';
export * from './region/ingest.ts';
export * from './region/owners.ts';
export * from './region/purchases.ts';
export * from './server-certificate.ts';
export * from './storage.ts';
