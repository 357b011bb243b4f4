import { controlPlane } from './control.ts';
import { regionPlane } from './region.ts';
import { controlSales, regionSales } from './sales.ts';

/** Everything that control asks of a region. */
export const regionCalls = { ...regionPlane, ...regionSales };
/** Everything that a region tells control. */
export const controlCalls = { ...controlPlane, ...controlSales };
