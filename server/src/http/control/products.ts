import type { products } from '@kaitong/contract';
import type { ControlContext } from '../../control/context.ts';
import { addDeviceAuthority } from '../../control/products/add-device-authority.ts';
import { createProduct } from '../../control/products/create-product.ts';
import { enableMotionDetection } from '../../control/products/enable-motion-detection.ts';
import { getProduct } from '../../control/products/get-product.ts';
import { issueLicences } from '../../control/products/issue-licences.ts';
import { listDeviceAuthorities } from '../../control/products/list-device-authorities.ts';
import { listDevices } from '../../control/products/list-devices.ts';
import { listLicences } from '../../control/products/list-licences.ts';
import { listProducts } from '../../control/products/list-products.ts';
import { removeDeviceAuthority } from '../../control/products/remove-device-authority.ts';
import { revokeLicences } from '../../control/products/revoke-licences.ts';
import { linkTester } from '../../control/testers/link-tester.ts';
import { listTesters } from '../../control/testers/list-testers.ts';
import { unlinkTester } from '../../control/testers/unlink-tester.ts';
import type { Handlers } from '../kit/mount.ts';

export const productHandlers = (context: ControlContext): Handlers<typeof products> => ({
  createProduct: (caller, input) => createProduct(context, caller, input),
  listProducts: (caller, input) => listProducts(context, caller, input),
  getProduct: (caller, input) => getProduct(context, caller, input),
  issueLicences: (caller, input) => issueLicences(context, caller, input),
  listLicences: (caller, input) => listLicences(context, caller, input),
  revokeLicences: (caller, input) => revokeLicences(context, caller, input),
  listDeviceAuthorities: (caller, input) => listDeviceAuthorities(context, caller, input),
  addDeviceAuthority: (caller, input) => addDeviceAuthority(context, caller, input),
  removeDeviceAuthority: (caller, input) => removeDeviceAuthority(context, caller, input),
  listDevices: (caller, input) => listDevices(context, caller, input),
  enableMotionDetection: (caller, input) => enableMotionDetection(context, caller, input),
  linkTester: (caller, input) => linkTester(context, caller, input),
  listTesters: (caller, input) => listTesters(context, caller, input),
  unlinkTester: (caller, input) => unlinkTester(context, caller, input),
});
