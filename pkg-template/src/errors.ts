/**
 * Why a call ended without a response.
 *
 * @category How calls end
 */
export class RetryError extends Error {}
