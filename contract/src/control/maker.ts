import { accounts } from './accounts.ts';
import { applications } from './applications.ts';
import { audit } from './audit.ts';
import { authority } from './authority.ts';
import { billing } from './billing.ts';
import { bulkActivations } from './bulk-activations.ts';
import { certificates } from './certificates.ts';
import { conformance } from './conformance.ts';
import { deviceLogs } from './device-logs.ts';
import { findings } from './findings.ts';
import { firmware } from './firmware.ts';
import { installation } from './installation.ts';
import { notices } from './notices.ts';
import { overview } from './overview.ts';
import { products } from './products.ts';
import { sales } from './sales.ts';
import { services } from './services.ts';
import { soaks } from './soaks.ts';
import { submissions } from './submissions.ts';
import { team } from './team.ts';
import { terminals } from './terminals.ts';
import { waivers } from './waivers.ts';
import { webhooks } from './webhooks.ts';

/** Everything the control plane answers to makers. */
export const maker = {
  ...accounts,
  ...team,
  ...authority,
  ...installation,
  ...services,
  ...products,
  ...overview,
  ...deviceLogs,
  ...applications,
  ...bulkActivations,
  ...findings,
  ...firmware,
  ...certificates,
  ...submissions,
  ...waivers,
  ...conformance,
  ...soaks,
  ...sales,
  ...billing,
  ...audit,
  ...notices,
  ...terminals,
  ...webhooks,
};
