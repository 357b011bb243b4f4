import type { AccountId, DeviceId, HouseholdRight, OwnerId, Pid, Region, Role } from '@kaitong/contract';

/** Someone of a maker's account, or of the operator's: signed in at the console, or with an API key of the account. */
export type MakerCaller = {
  accountId: AccountId;
  userId: string;
  role: Role;
  kind: 'maker' | 'operator';
  /** Null for a program with an API key. */
  sessionId: string | null;
  /** Of a program; null for a browser. */
  keyId: string | null;
};

/** The same, of an account of kind `operator`. */
export type OperatorCaller = MakerCaller & { kind: 'operator' };

/**
 * Somebody who uses the app of one region. `member`: who it is that acts in the owner's stead, at their own browser; only
 * the household's gate makes such a one.
 */
export type OwnerCaller = {
  ownerId: OwnerId;
  sessionId: string;
  member?: { id: OwnerId; rights: readonly HouseholdRight[] };
};

/** A camera with a token that its region signed. */
export type DeviceCaller = { deviceId: DeviceId; tokenId: string; ownerId: OwnerId; pid: Pid };

/** A stock tool with a token for one device of one owner. */
export type PushCaller = { deviceId: DeviceId; tokenId: string; ownerId: OwnerId; pid: Pid };

/** The other plane: the region that calls control, or `control` where control calls a region. */
export type PlaneCaller = {
  from: Region | 'control';
  /** Of a call that was signed: the hash of its body, and what proves to the caller who answers, where it asks. */
  signed?: { body: string; proof: string | undefined };
};

/** Who stands behind each kind of caller that the contract names. */
export type Callers = {
  public: undefined;
  maker: MakerCaller;
  operator: OperatorCaller;
  owner: OwnerCaller;
  device: DeviceCaller;
  plane: PlaneCaller;
};
